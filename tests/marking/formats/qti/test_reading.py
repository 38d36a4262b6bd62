"""Items of QTI, in the dialects that programs write, become questions with mark schemes."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from marking.engine import MarkScheme
from marking.formats import qti
from marking.formats.values import ESSAY, SHORT, FileQuestion, FormatError

ENTRY = '<p>A river meets the sea at its <textEntryInteraction responseIdentifier="RESPONSE"/>.</p>'
BOX = '<p>Explain erosion.</p><extendedTextInteraction responseIdentifier="RESPONSE"/>'
TEMPLATES = "http://www.imsglobal.org/question/qti_v2p1/rptemplates"


def item(body: str = ENTRY, declared: str = "", rules: str = "", head: str = "", tail: str = "", **said: str) -> bytes:
    """An item of QTI 2.1: a response declaration that holds `declared`, the `body`, and what stands round them."""
    attributes = {"identifier": "i1", "title": "A title", "adaptive": "false", "timeDependent": "false", **said}
    shown = " ".join(f'{name}="{value}"' for name, value in attributes.items())
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" {shown}>
<responseDeclaration identifier="RESPONSE" cardinality="single" baseType="string">{declared}</responseDeclaration>
{head}<itemBody>{body}</itemBody>{rules}{tail}</assessmentItem>""".encode()


def mapping(*entries: tuple[str, str], **said: str) -> str:
    shown = " ".join(f'{name}="{value}"' for name, value in {"defaultValue": "0", **said}.items())
    inner = "".join(f'<mapEntry mapKey="{key}" mappedValue="{value}"/>' for key, value in entries)
    return f"<mapping {shown}>{inner}</mapping>"


def correct(*values: str) -> str:
    return "<correctResponse>" + "".join(f"<value>{value}</value>" for value in values) + "</correctResponse>"


def template(name: str) -> str:
    return f'<responseProcessing template="{TEMPLATES}/{name}"/>'


def one(data: bytes, **options: Any) -> FileQuestion:
    imported = qti.read(data, **options)
    assert not imported.dropped
    (question,) = imported.questions
    return question


def why(data: bytes, **options: Any) -> str:
    imported = qti.read(data, **options)
    assert not imported.questions
    (dropped,) = imported.dropped
    return dropped.why


def marks(question: FileQuestion, answer: str) -> Decimal:
    return MarkScheme.parse(question.scheme).mark(answer).mark


# ---- short answers ---------------------------------------------------------------------------------------


def test_mapped_answers_earn_what_the_mapping_says() -> None:
    entries = mapping(("estuary", "2"), ("delta", "1"), ("source", "0"))
    question = one(item(declared=correct("estuary") + entries, rules=template("map_response")))
    assert (question.stem, question.kind) == ("A river meets the sea at its _____.", SHORT)
    assert (question.title, question.external_id, question.model_answer) == ("A title", "i1", "estuary")
    assert [marks(question, answer) for answer in ("an estuary", "Delta", "source", "estuary, delta")] == [2, 1, 0, 2]
    assert question.remarks == ()


def test_version_3_reads_like_version_2() -> None:
    data = b"""<qti-assessment-item xmlns="http://www.imsglobal.org/xsd/imsqtiasi_v3p0" identifier="v3" title="Coasts"
      adaptive="false" time-dependent="false">
      <qti-response-declaration identifier="RESPONSE" cardinality="single" base-type="string">
        <qti-correct-response><qti-value>spit</qti-value></qti-correct-response>
        <qti-mapping default-value="0" upper-bound="1.5"><qti-map-entry map-key="spit" mapped-value="3"/>
          <qti-map-entry map-key="bar" mapped-value="0.5" case-sensitive="true"/></qti-mapping>
      </qti-response-declaration>
      <qti-item-body><p>Name the landform.</p>
        <p><qti-text-entry-interaction response-identifier="RESPONSE" expected-length="9"/></p></qti-item-body>
      <qti-response-processing template="https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/map_response.xml"/>
    </qti-assessment-item>"""
    question = one(data)
    assert (question.stem, question.external_id, question.line) == ("Name the landform.", "v3", 1)
    assert [marks(question, answer) for answer in ("spit", "bar")] == [Decimal("1.5"), Decimal("0.5")]
    assert question.remarks == ("Small and capital letters counted as different; here they do not.",)


@pytest.mark.parametrize("prefix", ["imsqti", "q"])
def test_names_with_a_prefix_are_the_same_names(prefix: str) -> None:
    space = f'xmlns:{prefix}="http://www.imsglobal.org/xsd/imsqti_v2p2"'
    data = f"""<{prefix}:assessmentItem {space} identifier="p" title="p"><{prefix}:responseDeclaration
      identifier="R"><{prefix}:correctResponse><{prefix}:value>clay</{prefix}:value></{prefix}:correctResponse>
      </{prefix}:responseDeclaration><{prefix}:itemBody>What are bricks made of? <{prefix}:textEntryInteraction
      responseIdentifier="R"/></{prefix}:itemBody></{prefix}:assessmentItem>""".encode()
    question = one(data, marks=Decimal(3))
    assert marks(question, "clay") == 3
    assert question.title == ""


def test_a_right_answer_earns_what_the_item_is_worth() -> None:
    worth = '<outcomeDeclaration identifier="SCORE" cardinality="single" baseType="float" normalMaximum="4"/>'
    question = one(item(declared=correct("mouth"), rules=template("match_correct"), head=worth))
    assert marks(question, "at the mouth") == 4


def test_the_worth_may_stand_in_an_outcome_of_its_own() -> None:
    worth = (
        '<outcomeDeclaration identifier="MAXSCORE"><defaultValue><value>2.5</value></defaultValue></outcomeDeclaration>'
    )
    assert marks(one(item(declared=correct("mouth"), head=worth)), "mouth") == Decimal("2.5")


def test_the_same_word_in_other_capitals_earns_the_better_mark() -> None:
    question = one(item(declared=mapping(("York", "1"), ("york", "0.5")), rules=template("map_response")))
    assert marks(question, "york") == 1
    assert any("capitals" in remark for remark in question.remarks)


def test_marks_that_we_cannot_give_are_remarked_on() -> None:
    entries = mapping(("silt", "0.3"), ("mud", "1"), ("gold", "-1"), defaultValue="0.25")
    question = one(item(declared=entries, rules=template("map_response")))
    said = " ".join(question.remarks)
    assert "0.3" in said
    assert "“gold” took marks off" in said
    assert "Every other answer earned 0.25" in said


def test_an_empty_mapping_leaves_the_right_answer() -> None:
    declared = correct("mouth") + mapping(upperBound="42.5")
    assert marks(one(item(declared=declared, rules=template("map_response"))), "mouth") == 1


def test_marks_in_the_notes_of_a_text_entry_do_not_outdo_its_answers() -> None:
    notes = '<rubricBlock view="scorer">Any spelling of the right word (2 marks)</rubricBlock>'
    question = one(item(ENTRY + notes, declared=mapping(("mouth", "1")), rules=template("map_response")))
    assert question.scheme == "mouth [1]\n"


def test_rules_that_compare_with_texts_are_a_list_of_answers() -> None:
    rules = """<responseProcessing><responseCondition>
      <responseIf><match><variable identifier="RESPONSE"/><correct identifier="RESPONSE"/></match>
        <setOutcomeValue identifier="SCORE"><baseValue baseType="float">2</baseValue></setOutcomeValue></responseIf>
      <responseElseIf><or><stringMatch caseSensitive="false"><variable identifier="RESPONSE"/>
          <baseValue baseType="string">lagoon</baseValue></stringMatch><match><variable identifier="RESPONSE"/>
          <baseValue baseType="string">marsh</baseValue></match></or>
        <setOutcomeValue identifier="SCORE"><baseValue baseType="float">1</baseValue></setOutcomeValue></responseElseIf>
      <responseElse><setOutcomeValue identifier="SCORE"><baseValue baseType="float">0</baseValue></setOutcomeValue>
        <setOutcomeValue identifier="FEEDBACK"><baseValue baseType="identifier">no</baseValue></setOutcomeValue>
      </responseElse></responseCondition></responseProcessing>"""
    question = one(item(declared=correct("estuary"), rules=rules))
    assert [marks(question, answer) for answer in ("estuary", "lagoon", "marsh", "hill")] == [2, 1, 1, 0]
    assert question.remarks == ()


def test_rules_that_only_guard_against_no_answer_leave_the_mapping_as_it_is() -> None:
    rules = """<responseProcessing><responseCondition><responseIf><isNull><variable identifier="RESPONSE"/></isNull>
      <setOutcomeValue identifier="SCORE"><baseValue baseType="integer">0</baseValue></setOutcomeValue></responseIf>
      <responseElse><setOutcomeValue identifier="SCORE"><mapResponse identifier="RESPONSE"/></setOutcomeValue>
      </responseElse></responseCondition></responseProcessing>"""
    question = one(item(declared=mapping(("reef", "1")), rules=rules))
    assert marks(question, "reef") == 1
    assert question.remarks == ()


def test_rules_of_another_kind_are_named() -> None:
    rules = """<responseProcessing><responseCondition><responseIf><patternMatch pattern="e.t.ary"><variable
      identifier="RESPONSE"/></patternMatch><setOutcomeValue identifier="SCORE"><baseValue
      baseType="float">1</baseValue></setOutcomeValue></responseIf></responseCondition></responseProcessing>"""
    question = one(item(declared=correct("estuary"), rules=rules))
    assert marks(question, "estuary") == 1
    assert "patternMatch" in " ".join(question.remarks)


def test_a_tolerance_is_not_taken_over_in_silence() -> None:
    near = '<equal toleranceMode="absolute" tolerance="2 2">'
    rules = f"""<responseProcessing><responseCondition><responseIf>{near}
      <variable identifier="RESPONSE"/><correct identifier="RESPONSE"/></equal>
      <setOutcomeValue identifier="SCORE"><baseValue baseType="float">1</baseValue></setOutcomeValue>
      </responseIf></responseCondition></responseProcessing>"""
    question = one(item(declared=correct("40"), rules=rules))
    assert marks(question, "40") == 1
    assert "a tolerance" in " ".join(question.remarks)


def test_several_blanks_are_numbered_and_each_earns_its_own() -> None:
    body = (
        '<p>From <textEntryInteraction responseIdentifier="A"/> to <textEntryInteraction responseIdentifier="B"/></p>'
    )
    head = (
        f'<responseDeclaration identifier="A">{mapping(("spring", "2"), ("source", "1"))}</responseDeclaration>'
        f'<responseDeclaration identifier="B">{mapping(("sea", "1"))}</responseDeclaration>'
    )
    question = one(item(body, head=head, rules=template("map_response")))
    assert question.stem == "From (1) _____ to (2) _____"
    answers = ("spring to sea", "source to sea", "a spring, or source", "sea")
    assert [marks(question, answer) for answer in answers] == [3, 2, 2, 1]
    assert any("in one box" in remark for remark in question.remarks)


# ---- longer answers --------------------------------------------------------------------------------------


def test_a_box_is_an_essay_unless_it_has_a_few_lines() -> None:
    assert one(item(BOX)).kind == ESSAY
    assert one(item(BOX.replace("/>", ' expectedLines="3"/>'))).kind == SHORT
    assert one(item(BOX.replace("/>", ' class="qti-height-lines-3"/>'))).kind == SHORT
    assert "write a mark scheme" in one(item(BOX)).remarks[0]


def test_a_long_right_answer_is_a_model_answer_and_no_scheme() -> None:
    text = "Water that carries sand wears the bank away, most of all where it flows fast."
    question = one(item(BOX, declared=correct(text)))
    assert (question.model_answer, question.scheme) == (text, "")


def test_the_words_that_a_box_maps_earn_their_marks_each() -> None:
    declared = mapping(("abrasion", "1"), ("attrition", "1"), ("solution", "1"), upperBound="2")
    data = item(BOX, declared=declared, rules=template("map_response"))
    question = one(data.replace(b'cardinality="single"', b'cardinality="multiple"'))
    assert marks(question, "attrition and abrasion") == 2
    assert marks(question, "attrition, abrasion, solution") == 2
    assert marks(question, "solution") == 1


def test_notes_for_markers_in_our_notation_are_the_scheme() -> None:
    notes = (
        "<rubricBlock view='scorer'><pre>sand / grit [1]\n    reject: sandpaper\nwears + bank [1]</pre></rubricBlock>"
    )
    question = one(item(BOX + notes))
    assert question.scheme == "sand / grit [1]\n    reject: sandpaper\nwears + bank [1]\n"
    assert question.stem == "Explain erosion."


def test_notes_for_markers_with_marks_at_the_ends_become_points() -> None:
    notes = """<rubricBlock view="scorer tutor" use="scoring"><contentBody><ul><li>fast water (1 mark)</li>
      <li>carries stones – 2 marks</li></ul></contentBody></rubricBlock>"""
    question = one(item(BOX + notes))
    assert question.scheme == "fast water [1]\ncarries stones [2]\n"
    assert any("read as exam boards print them" in remark for remark in question.remarks)


def test_notes_for_markers_in_prose_are_kept_beside_the_model_answer() -> None:
    body = BOX + '<rubricBlock view="scorer">Give credit for clear English.</rubricBlock>'
    question = one(item(body + '<rubricBlock view="candidate">Write in ink.</rubricBlock>'))
    assert (question.scheme, question.model_answer) == ("", "Give credit for clear English.")
    assert question.stem == "Write in ink.\n\nExplain erosion."
    question = one(item(body, declared=correct("Sand and stones in fast water wear the bank away.")))
    assert question.model_answer == "Sand and stones in fast water wear the bank away."
    assert "The notes for markers: “Give credit for clear English.”" in question.remarks


def test_feedback_for_wrong_answers_goes_to_those_who_miss_the_point() -> None:
    said = {"incorrect": "Think of tides.", "correct": "Well done.", "solution": "Here is why."}
    tail = "".join(
        f'<modalFeedback outcomeIdentifier="FEEDBACK" identifier="{name}" showHide="show">{text}</modalFeedback>'
        for name, text in said.items()
    )
    question = one(item(declared=mapping(("mouth", "1")), rules=template("map_response"), tail=tail))
    assert "    feedback: Think of tides." in question.scheme
    assert question.model_answer == "Here is why."
    assert question.remarks == ("Feedback that is left out: “Well done.”",)
    assert "tides" not in question.stem


# ---- text ------------------------------------------------------------------------------------------------


def test_text_keeps_its_lists_tables_and_lines() -> None:
    body = """<div>Look   at
      this:<br/>a list</div><ol><li>one</li><li>two <b>bold</b></li></ol><table>
      <tr><th>x</th><td>y &amp; z</td></tr></table>
      <p><img src="a.png" alt="A bridge"/> H<sub>2</sub>O</p><extendedTextInteraction responseIdentifier="RESPONSE">
      <prompt>Say <![CDATA[<why>]]>.</prompt></extendedTextInteraction>"""
    question = one(item(body))
    lines = [line for line in question.stem.split("\n") if line]
    assert lines == ["Look at this:", "a list", "1. one", "2. two bold", "x | y & z", "[A bridge] H₂O", "Say <why>."]
    assert question.markdown.endswith(
        "2. two **bold**\n\n| x | y & z |\n| --- | --- |\n\n[A bridge] H~2~O\n\nSay <why>."
    )
    assert "A picture (A bridge) is left out" in " ".join(question.remarks)


def test_gaps_in_a_table_are_counted_through() -> None:
    entry = '<textEntryInteraction responseIdentifier="{}"/>'
    row = f"<tr><td>Fe</td><td>{entry.format('A')}</td></tr><tr><td><p>Cu</p></td><td>{entry.format('B')}</td></tr>"
    question = one(item(f"<table><tbody>{row}</tbody></table>"))
    assert question.stem == "Fe | (1) _____\nCu | (2) _____"


@pytest.mark.parametrize(
    ("body", "stem"),
    [
        ("<p>Which rock? {}</p>", "Which rock?"),
        ("<p>Which rock</p><p>{}.</p>", "Which rock"),
        ("<p>The rock is {}.</p>", "The rock is _____."),
        ("<p>{} is a rock.</p>", "_____ is a rock."),
    ],
)
def test_a_gap_after_the_question_is_where_the_box_will_be(body: str, stem: str) -> None:
    assert one(item(body.format('<textEntryInteraction responseIdentifier="RESPONSE"/>'))).stem == stem


def test_endless_blanks_in_the_notes_do_not_hold_up_the_reader() -> None:
    notes = f'<rubricBlock view="scorer"><pre>a{" " * 200_000}b{chr(10) * 2}{" " * 200_000}</pre></rubricBlock>'
    assert one(item(BOX + notes)).scheme == ""


# ---- what is no question in words -------------------------------------------------------------------------

CHOICE = """<choiceInteraction responseIdentifier="RESPONSE" maxChoices="1"><prompt>Which is hard?</prompt>
  <simpleChoice identifier="A">chalk</simpleChoice><simpleChoice identifier="B">granite</simpleChoice>
  </choiceInteraction>"""


def test_a_multiple_choice_is_reported_or_asked_as_a_short_answer() -> None:
    data = item(CHOICE, declared=correct("B"), rules=template("match_correct"))
    assert why(data) == (
        "A multiple choice is not answered in words. It has one right answer and could be asked as a short answer."
    )
    question = one(data, choices_too=True)
    assert question.stem == "Which is hard?"
    assert marks(question, "granite") == 1
    assert why(item(CHOICE), choices_too=True) == "A multiple choice is not answered in words."


def test_a_choice_within_a_line_is_asked_as_a_blank_and_does_not_name_its_words() -> None:
    body = """<p>The <b>sun</b> of <inlineChoiceInteraction responseIdentifier="RESPONSE">
      <inlineChoice identifier="Y">York</inlineChoice>
      <inlineChoice identifier="L">Lancaster</inlineChoice></inlineChoiceInteraction>;</p>"""
    question = one(item(body, declared=correct("Y")), choices_too=True)

    assert (question.stem, question.markdown) == ("The sun of _____;", "The **sun** of _____;")
    assert question.scheme == "York [1]\n"


def test_what_cannot_be_a_question_says_why() -> None:
    assert why(item("<p>Read this.</p>")) == "It has nothing to answer."
    assert "Besides" in why(item(ENTRY + CHOICE))
    assert "file to hand in" in why(item('<uploadInteraction responseIdentifier="RESPONSE"/>')).lower()
    assert "drawn anew" in why(item(head='<templateDeclaration identifier="N"/>'))
    assert why(item('<p><textEntryInteraction responseIdentifier="RESPONSE"/></p>')) == "It has no question text."


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "no sound XML"),
        (b"<assessmentItem>\n<itemBody>\n</assessmentItem>", "line 3"),
        (b"<questestinterop/>", "no question"),
        (b"<html/>", "begins with <html>"),
        (b"<assessmentTest/>", "needs the zip"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><assessmentItem>&b;</assessmentItem>', "document type"),
        (b'<!DOCTYPE a SYSTEM "http://example.org/a.dtd"><assessmentItem/>', "document type"),
        (b'<?xml version="1.0" encoding="nonsense"?><assessmentItem/>', "encoding"),
        (b"<assessmentItem>" + b"<div>" * 5000 + b"</div>" * 5000 + b"</assessmentItem>", "deep"),
        (b"<assessmentItem>\xff</assessmentItem>", "line 1"),
    ],
)
def test_a_file_that_cannot_be_read_says_where_and_why(data: bytes, said: str) -> None:
    with pytest.raises(FormatError) as error:
        qti.read(data)
    assert said in str(error.value)


def gaps(*lists: str, most: str = "") -> str:
    names = [f"R{number}" for number in range(1, len(lists) + 1)]
    declared = "".join(
        f'<responseDeclaration identifier="{name}" cardinality="single" baseType="string"><mapping>'
        + "".join(f'<mapEntry mapKey="{text}" mappedValue="1"/>' for text in words.split())
        + "</mapping></responseDeclaration>"
        for name, words in zip(names, lists, strict=True)
    )
    score = f'<outcomeDeclaration identifier="SCORE" cardinality="single" baseType="float"{most}/>'
    boxes = " and ".join(f'<textEntryInteraction responseIdentifier="{name}"/>' for name in names)
    rules = '<responseProcessing template="http://www.imsglobal.org/question/qti_v2p1/rptemplates/map_response"/>'
    body = f"<itemBody><p>Name {boxes}.</p></itemBody>"
    return f'<assessmentItem identifier="g" title="g">{declared}{score}{body}{rules}</assessmentItem>'


def test_blanks_that_take_the_same_words_want_each_word_once() -> None:
    (question,) = qti.read(gaps("York Leeds", "Leeds York").encode()).questions

    assert question.scheme == "any 2 from:\n    York [1]\n    Leeds [1]\n"


def test_blanks_that_want_one_word_twice_are_left_out_with_the_reason() -> None:
    imported = qti.read(gaps("York", "York").encode())

    assert "ask for the same (york)" in imported.dropped[0].why


def test_scores_in_per_cent_become_the_marks_of_the_question() -> None:
    said = gaps("York").replace('mappedValue="1"', 'mappedValue="100"')
    (question,) = qti.read(said.encode(), marks=Decimal(2)).questions

    assert question.scheme == "York [2]\n"
    assert any("in per cent" in remark for remark in question.remarks)


def test_what_an_essay_is_worth_is_kept() -> None:
    body = (
        '<assessmentItem identifier="e"><responseDeclaration identifier="R"/><outcomeDeclaration identifier="SCORE" '
        'normalMaximum="20"/><itemBody><extendedTextInteraction responseIdentifier="R"><prompt>Why?</prompt>'
        "</extendedTextInteraction></itemBody></assessmentItem>"
    )
    (question,) = qti.read(body.encode()).questions

    assert (question.scheme, question.marks) == ("", 20)


def test_a_document_type_that_says_nothing_is_passed_over() -> None:
    assert len(qti.read(b"<!DOCTYPE assessmentItem>\n" + gaps("York").encode()).questions) == 1
