"""Moodle XML and its pattern-match expressions."""

from __future__ import annotations

from decimal import Decimal

import pytest

from marking.formats import moodle, simple_regex
from marking.formats.detect import read
from marking.formats.moodle import pattern
from marking.formats.values import ESSAY, FileBank, FileExample, FileQuestion, FormatError, Imported


def quiz(*questions: str) -> Imported:
    body = "\n".join(questions)
    return moodle.read(f'<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n{body}\n</quiz>'.encode())


def one(kind: str, inner: str, stem: str = "Who led it?") -> str:
    name = "<name><text>Leader</text></name>"
    asked = f'<questiontext format="html"><text><![CDATA[<p>{stem}</p>]]></text></questiontext>'
    return f'<question type="{kind}">{name}{asked}{inner}</question>'


def answer(percent: str, text: str) -> str:
    return f'<answer fraction="{percent}"><text><![CDATA[{text}]]></text><feedback><text></text></feedback></answer>'


CATEGORY = '<question type="category"><category><text>$course$/top/Russia/1917</text></category></question>'


def test_a_short_answer_comes_with_its_marks_topic_tags_and_id() -> None:
    inner = "<defaultgrade>2.0000000</defaultgrade><idnumber>r1</idnumber><usecase>0</usecase>"
    inner += answer("100", "Lenin") + answer("50", "the Bolsheviks") + "<tags><tag><text>leaders</text></tag></tags>"
    imported = quiz(CATEGORY, one("shortanswer", inner))

    (question,) = imported.questions
    assert (question.stem, question.topic, question.external_id) == ("Who led it?", "Russia / 1917", "r1")
    assert question.scheme == "max 2\nLenin [2]\nthe Bolsheviks [1]\n"
    assert (question.tags, question.line) == (("leaders",), 4)


def test_an_essay_takes_a_scheme_from_the_markers_notes_and_keeps_other_notes() -> None:
    scheme = (
        "<graderinfo format='html'><text><![CDATA[<p>land [1]</p><p>peace / end the war [1]</p>]]></text></graderinfo>"
    )
    prose = "<graderinfo format='html'><text>Look for land and peace.</text></graderinfo>"
    limit = "<maxwordlimit>200</maxwordlimit><attachments>1</attachments>"
    imported = quiz(one("essay", scheme + limit), one("essay", prose))

    first, second = imported.questions
    assert (first.kind, first.scheme, first.word_limit) == (ESSAY, "land [1]\npeace / end the war [1]\n", 200)
    assert "Students cannot attach files here." in first.remarks
    assert (second.scheme, second.model_answer) == ("", "Look for land and peace.")


def test_pattern_match_becomes_a_scheme_with_examples_that_people_marked() -> None:
    inner = "<defaultgrade>1</defaultgrade><usecase>0</usecase><modelanswer><text>iron sinks</text></modelanswer>"
    inner += answer("100", "match_all(match_mow(iron|steel sink*) not(match_mw(wood)))")
    inner += "<synonym><word><text>iron</text></word><synonyms><text>ferrum|metal</text></synonyms></synonym>"
    inner += "<testquestionresponse><response><text>steel sinks</text></response>"
    inner += "<expectedfraction><text>1.0</text></expectedfraction></testquestionresponse>"
    (question,) = quiz(one("pmatch", inner)).questions

    assert question.scheme == "same: iron = ferrum = metal\n{iron / steel} + sink* [1]\n    reject: wood\n"
    assert question.examples == (FileExample("steel sinks", Decimal(1), "marked in Moodle"),)
    assert question.model_answer == "iron sinks"


@pytest.mark.parametrize(
    ("expression", "ways", "rejects"),
    [
        ("match_mw(grain)", ["grain"], []),
        ("match_mw(grain|bread)", ["grain / bread"], []),
        ("match_mw(three|[four five])", ["three / four five"], []),
        ("match(red flag)", ["red flag"], []),
        ("match_mow(red flag)", ["red + flag"], []),
        ("match_w(red_flag)", ["red flag"], []),
        ("match_any(match_mw(grain) match_mw(bread))", ["grain", "bread"], []),
        ("match_all(match_any(match_w(grain) match_w(rye)) match_w(town))", ["{grain / rye} + town"], []),
        ("match_all(match_w(iron) not(match_w(wood)))", ["iron"], ["wood"]),
    ],
)
def test_expressions_say_the_same_here(expression: str, ways: list[str], rejects: list[str]) -> None:
    said = pattern.meaning_of(expression)

    assert (said.ways, said.rejects) == (ways, rejects)


@pytest.mark.parametrize(
    "expression",
    ["not(match(x))", "match(", "grain", "match_any(match(a) match_all(match(b) not(match(c))))", "match()"],
)
def test_expressions_that_mean_something_else_are_reported(expression: str) -> None:
    with pytest.raises(pattern.NotSimpleError):
        pattern.meaning_of(expression)
    (question,) = quiz(one("pmatch", answer("100", expression))).questions
    assert question.scheme == ""
    assert "could not be taken over" in question.remarks[0]


def test_a_text_with_one_gap_to_be_filled_in_words_is_taken_over() -> None:
    gap = one("cloze", "", "It began in {1:SHORTANSWER:=autumn~%50%October#nearly} that year.")
    chosen = one("cloze", "", "It was {1:MULTICHOICE:=Lenin~Trotsky} then.")
    imported = quiz(gap, chosen)

    assert imported.questions[0].stem == "It began in _____ that year."
    assert imported.questions[0].scheme == "max 1\nautumn [1]\nOctober [0.5]\n"
    assert len(imported.dropped) == 1


def test_other_kinds_are_left_out_with_line_and_reason() -> None:
    imported = quiz(one("multichoice", answer("100", "Lenin")), one("ddmarker", ""), one("shortanswer", "", stem=""))

    assert [row.line for row in imported.dropped] == [3, 4, 5]
    assert "ddmarker" in imported.dropped[1].why
    assert imported.dropped[2].why == "It has no question text."


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        (b"<quiz>", "broken at line 1"),
        (b'<!DOCTYPE q [<!ENTITY a "b">]><quiz>&a;</quiz>', "refused"),
        (b"<!--" + b"x" * 30_000 + b'--><!DOCTYPE q [<!ENTITY a "b">]><quiz>&a;</quiz>', "refused"),
        (b"<html></html>", "not Moodle's"),
        (b"<quiz>" + b"<a>" * 500 + b"</a>" * 500 + b"</quiz>", "nested"),
        (b"", "broken"),
    ],
)
def test_xml_that_is_unsafe_or_none_is_refused(data: bytes, complaint: str) -> None:
    with pytest.raises(FormatError, match=complaint):
        moodle.read(data)


def test_what_is_written_is_read_as_it_was() -> None:
    several = "grain / bread [1]\ntowns + hunger [1]\n"
    bank = FileBank(
        "Russia",
        [
            FileQuestion(
                "Who <led> it & when?", scheme="Lenin / V I Lenin [1]\n", topic="A / B", external_id="x1", tags=("t",)
            ),
            FileQuestion("Why?", kind=ESSAY, scheme=several, topic="A / B", word_limit=150, model_answer="Bread."),
        ],
    )

    written = moodle.write(bank)
    first, second = moodle.read(written.data).questions

    assert (first.stem, first.scheme, first.topic) == ("Who <led> it & when?", "Lenin / V I Lenin [1]\n", "A / B")
    assert (first.external_id, first.tags) == ("x1", ("t",))
    assert (second.kind, second.word_limit, second.model_answer) == (ESSAY, 150, "Bread.")
    assert second.scheme == "grain / bread [1]\ntowns + hunger [1]\n"
    assert written.lost == [
        "Who <led> it & when?: answers are compared whole, so words around them and misspellings no longer count"
    ]


def test_a_scheme_with_details_under_its_points_comes_back_whole_and_stays_out_of_the_model_answer() -> None:
    scheme = (
        "max 2\nheat [1]\n    reject: cold\n    feedback: Think of fire.\nany 1 from:\n    light [1]\n    smoke [1]\n"
    )
    asked = FileQuestion("What does burning give?", scheme=scheme, model_answer="Heat and light.")

    (again,) = moodle.read(moodle.write(FileBank("B", [asked])).data).questions

    assert (again.scheme, again.model_answer) == (scheme, "Heat and light.")


def test_what_an_essay_without_a_scheme_is_worth_is_kept() -> None:
    imported = quiz(one("essay", "<defaultgrade>10.0000000</defaultgrade>"))

    assert (imported.questions[0].scheme, imported.questions[0].marks) == ("", 10)


@pytest.mark.parametrize("topic", ["", "A/B", "A / B/C", "top"])
def test_topics_come_back_as_they_were(topic: str) -> None:
    asked = FileQuestion("Who?", scheme="Lenin [1]\n", topic=topic)

    (again,) = moodle.read(moodle.write(FileBank("The / bank", [asked])).data).questions

    assert again.topic == topic


def test_a_gapfill_question_is_read_where_its_words_are_typed() -> None:
    inner = "<defaultgrade>2</defaultgrade><answerdisplay>{}</answerdisplay><delimitchars>[]</delimitchars>"
    stem = "Iron [rust|corrode]s in [(damp|wet) air]."
    imported = quiz(one("gapfill", inner.format("gapfill"), stem), one("gapfill", inner.format("dragdrop"), stem))

    (question,) = imported.questions
    assert question.stem == "Iron (1) _____ s in (2) _____."
    assert question.scheme == "rust / corrode [1]\ndamp air / wet air [1]\n"
    assert "dragged" in imported.dropped[0].why


@pytest.mark.parametrize(
    ("expression", "ways"),
    [
        ("colou?r", ["colour", "color"]),
        ("(grain|bread) shortage", ["grain shortage", "bread shortage"]),
        ("it('s| is) blue", ["it's blue", "it is blue"]),
        ("gr[ae]y", ["gray", "grey"]),
        (r"3\.5 V", ["3.5 V"]),
    ],
)
def test_a_regular_expression_of_a_few_answers_is_written_out(expression: str, ways: list[str]) -> None:
    assert simple_regex.ways(expression) == ways


@pytest.mark.parametrize("expression", [".*steel.*", "[0-9]+", r"\d", "(a", "a)", "(a|b)" * 9, "(" * 5_000])
def test_a_regular_expression_of_many_answers_is_not(expression: str) -> None:
    with pytest.raises(simple_regex.NotSimpleError):
        simple_regex.ways(expression)


def test_an_essay_marked_by_phrases_brings_them() -> None:
    phrases = "<answers><targetphrase percent='50'>steam OR coal</targetphrase>"
    phrases += "<targetphrase percent='25'>iron AND rail</targetphrase></answers>"
    (question,) = quiz(one("essayautograde", "<defaultgrade>4</defaultgrade>" + phrases)).questions

    assert (question.kind, question.scheme) == (ESSAY, "steam / coal [2]\niron + rail [1]\n")


@pytest.mark.parametrize(
    ("middle", "tolerance", "scheme"),
    [("9.81", "0.01", "9.8 / 9.81 / 9.82 [1]\n"), ("10", "1", "9 / 10 / 11 [1]\n"), ("9.81", "0", "9.81 [1]\n")],
)
def test_a_number_with_a_tolerance_is_listed_with_its_places(middle: str, tolerance: str, scheme: str) -> None:
    number = answer("100", middle).replace("<feedback>", f"<tolerance>{tolerance}</tolerance><feedback>")
    read = quiz(one("numerical", number))

    assert read.questions[0].scheme == scheme
    assert len(read.questions[0].remarks) == (tolerance != "0")


def test_a_range_too_wide_for_a_list_is_left_out_with_the_way_on() -> None:
    number = answer("100", "1500").replace("<feedback>", "<tolerance>50</tolerance><feedback>")

    assert "Write the numbers that you take" in quiz(one("numerical", number)).dropped[0].why


def test_units_and_marks_for_any_other_number_are_told() -> None:
    units = "<units><unit><multiplier>1</multiplier><unit_name>kg</unit_name></unit></units>"
    inner = answer("100", "12") + answer("50", "*") + units + "<unitpenalty>0.1</unitpenalty>"
    (question,) = quiz(one("numerical", inner)).questions

    told = " ".join(question.remarks)
    assert all(word in told for word in ("50 per cent", "units (kg)", "wrong unit"))


def test_an_expression_nested_beyond_reason_is_left_out() -> None:
    deep = "match_any(" * 3_000 + "match(a)" + ")" * 3_000
    (question,) = quiz(one("pmatch", answer("100", deep))).questions

    assert question.scheme == ""


@pytest.mark.parametrize(
    "data",
    [
        "\ufeff<?xml version='1.0' encoding='UTF-16'?><quiz></quiz>".encode("utf-16-le"),
        b"\n\n<?xml version='1.0'?><quiz></quiz>",
        b"<?xml version='1.0'?>\n<!-- a --><!DOCTYPE quiz>\n<quiz></quiz>",
        b"<quiz><question type='essay'><questiontext><text>x</text><file name='a'>"
        + b"A" * 12_000_000
        + b"</file></questiontext></question></quiz>",
    ],
)
def test_xml_that_is_odd_but_harmless_is_read(data: bytes) -> None:
    read(data, "x.xml")


def test_lines_are_counted_through_what_is_passed_over() -> None:
    body = "\n\n<?xml version='1.0'?>\n<!DOCTYPE\nquiz>\n<quiz>\n" + one("ddmarker", "") + "</quiz>"

    assert moodle.read(body.encode()).dropped[0].line == 7


def test_printed_marks_in_the_markers_notes_make_a_scheme_and_prose_does_not() -> None:
    def notes(text: str) -> str:
        return f"<graderinfo format='html'><text><![CDATA[{text}]]></text></graderinfo>"

    imported = quiz(
        one("essay", notes("<p>land (1 mark)</p><p>Allow: fields</p><p>peace OR an end to the war (1)</p>")),
        one("essay", notes("<p>Any two from:</p><ul><li>land</li><li>bread</li><li>peace</li></ul>")),
        one("essay", notes("<p>Look for land or peace. Do not accept bread.</p>")),
    )

    assert imported.questions[0].scheme == "land [1]\n    accept: fields\npeace / an end to the war [1]\n"
    assert imported.questions[1].scheme.startswith("any 2 from:\n    ")
    assert any("read as exam boards print them" in remark for remark in imported.questions[0].remarks)
    assert (imported.questions[2].scheme, imported.questions[2].model_answer[:8]) == ("", "Look for")
