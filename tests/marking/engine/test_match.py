"""What counts as found: the table of small cases, one behaviour each."""

import pytest

from marking.engine import MarkScheme

EARNS = [
    ("the same words", "balance of power", "They kept the balance of power."),
    ("capitals", "balance of power", "BALANCE OF POWER"),
    ("a letter left out in two words", "balance of power", "They kept the balnce of powr."),
    ("two letters wrong in a long word", "parliament", "The parlement met."),
    ("letters changed about", "parliament", "The parliamnet met."),
    ("slips in every word", "balance of one power", "The balence off onne powwer ended."),
    ("brackets", "Reichstag", "The assembly (Reichstag) met."),
    ("a colon", "Reichstag", "Reichstag: it met."),
    ("a glued prefix", "Bismarck", "The anti-Bismarck camp"),
    ("dashes without spaces", "Bismarck", "One man—Bismarck—ruled."),
    ("a slash", "Bismarck", "Moltke/Bismarck agreed."),
    ("a possessive", "Bismarck", "It was Bismarck's idea."),
    ("a curly possessive", "Bismarck", "It was Bismarck’s idea."),
    ("curly quotes", "iron chancellor", "He was the “iron chancellor”."),
    ("a hyphen", "iron chancellor", "the iron-chancellor"),
    ("written as one", "rail ways", "The railways grew."),
    ("written as one with a choice", "rail {ways / roads}", "The railroads grew."),
    ("a choice written as one with what follows", "{rail / tram} ways", "The tramways grew."),
    ("a choice written as one with a choice", "(the) {rail / tram} {ways / roads}", "Railroads grew."),
    ("written as two", "railways", "The rail ways grew."),
    ("written as two in the singular", "railways", "A rail way grew."),
    ("a singular", "secret treaties", "It was a secret treaty."),
    ("a plural", "factory", "The factories closed."),
    ("-ism for -ist", "militant nationalists", "It was militant nationalism."),
    ("an irregular past", "fight in France", "They fought in France."),
    ("a line end within", "balance of power", "the balance of\npower"),
    ("another word within", "balance of power", "a balance of great power"),
    ("many spaces", "balance of power", "the  balance\t of   power"),
    ("a year", "1871", "In 1871."),
    ("a range that ends in the year", "1871", "from 1868-1871"),
    ("a range in words", "1871", "between 1871 and 1873"),
    ("a spaced range", "1870-73", "1870 - 73"),
    ("both ends of a range in words", "1870-73", "between 1870 and 1873"),
    ("a year within a decade", "the 1870s", "in 1871"),
    ("a digit for a word", "three emperors", "The 3 emperors met."),
    ("an ordinal for a number", "3", "The third try."),
    ("number words", "twenty-four", "24 men"),
    ("roman numerals", "Napoleon III", "Napoleon the third"),
    ("a century", "19th century", "in the nineteenth century"),
    ("an accent left out", "Zürich", "in Zurich"),
    ("an accent apart", "Zürich", "in Zu\u0308rich"),
    ("an acronym with dots", "NATO", "the N.A.T.O. treaty"),
    ("a wildcard", "industr*", "It was industrialised."),
    ("a synonym of two words", "same: Prussia = the northern kingdom\nPrussia won", "The northern kingdom won."),
    ("a synonym in a phrase", "same: one leader = single ruler\nunder one leader", "under a single ruler"),
    ("either of a group", "{railway / canal} building", "the building of canals and canal building"),
    ("without an optional word", "(secret) treaty signed", "A treaty was signed."),
    ("with an optional word", "treaty (of / in) {Paris / Vienna}", "the treaty of Vienna"),
    ("both, apart", "coal + iron", "They had iron. They had coal."),
    ("both in a sentence", "coal ~ 1871", "In 1871 coal ran out."),
    ("quoted words", '"blood and iron"', "by Blood and Iron alone"),
    ("quoted words after others", 'said "blood and iron"', "he said it: blood and iron"),
    ("an exact word", "=Marx", "Marx wrote it."),
    ("a sign as a word", r"AT\&T", "AT&T"),
    ("British for American", "organize labor", "They organised labour."),
    ("a decimal", "1.5", "it was 1.5 metres"),
    ("function words only", "to be", "to be or not"),
    ("a number after words", "phase 2", "in phase two"),
    ("a real word where the rest speaks for it", "Berlin + customs union", "Merlin made a customs union."),
    ("an accept line", "coal\n    accept: lignite", "They dug lignite."),
    ("an acronym in capitals", "US aid", "with US aid"),
    ("lists with commas", "freedom of worship", "freedom of speech, worship"),
    ("many words on one chunk", "coal", "iron/coal/wood"),
    ("a sentence within a chunk", "coal", "iron.Coal"),
    ("both within a sentence", "{coal + iron} ~ 1871", "Coal. In 1871 iron and coal."),
    ("from within a chunk over its end", "iron works", "iron/big works"),
    ("the beginning of a synonym only", "same: one leader = ruler\none land", "one land"),
    ("the better of two words in a sentence", "railway ~ 1871", "In 1871 a railway and a ralway."),
    ("the better of two sentences", "railway ~ 1871", "In 1871 a ralway. In 1871 a railway."),
    ("a phrase from the middle of a chunk", "iron works", "coal/iron works"),
    ("a phrase into a chunk", "iron works", "iron big/works"),
    ("quoted words in one chunk", '"iron works"', "iron/works"),
    ("written apart after a slash", "railways", "canal/rail ways"),
    ("written apart within a chunk", "railways", "canal rail/ways"),
    ("plurals of short names", "mRNA", "the mRNAs"),
    ("a German word with another's beginning", "language: de\nEisen", "das Eisen"),
    ("a sign between numbers", "1871", "1871 & 1880"),
]
EARNS_NOT = [
    ("a real word a letter off", "causal", "It was casual."),
    ("an opposite a letter off", "morality", "It changed mortality."),
    ("a term of the scheme a letter off", "mRNA\ntRNA [1]", "It is rRNA."),
    ("a prefix glued on", "social", "He was antisocial."),
    ("a word within a word", "port", "They gave support."),
    ("a short acronym a letter off", "UNO", "The UNA met."),
    ("a year off", "1871", "In 1872."),
    ("a range around the year", "1871", "from 1870-1873"),
    ("a year within the range", "1870-73", "In 1871."),
    ("a year turned about", "1871", "In 1817."),
    ("a decade for a year", "1871", "In the 1870s."),
    ("words too far apart", "balance of power", "balance came from very great naval power"),
    ("words in two sentences", "balance of power", "It was a balance. Power mattered."),
    ("words on two lines", "balance of power", "balance\nPower"),
    ("another order", "balance of power", "power in balance"),
    ("half of both", "coal + iron", "They had coal."),
    ("two sentences", "coal ~ 1871", "In 1871. Coal ran out."),
    ("quoted words spelt otherwise", '"blood and iron"', "blood and irons"),
    ("quoted words with one between", '"blood and iron"', "blood and hot iron"),
    ("quoted words over a full stop", '"blood and iron"', "blood and. Iron"),
    ("an exact word inflected", "=Marx", "Marxist"),
    ("strict spelling", "spelling: strict\nparliament", "parlament"),
    ("a list number", "three", "3. Bismarck\n4. Moltke"),
    ("a list number in brackets", "two", "(2) Bismarck was there"),
    ("nothing", "coal", ""),
    ("a word much shorter", "initiation", "intil the end"),
    ("spaces only", "coal", " \n "),
    ("both in two sentences", "{coal + iron} ~ 1871", "Coal. Iron in 1871."),
    ("words in two sentences of a chunk", "iron works", "iron.Works"),
    ("words a bullet apart", "iron works", "iron ... works"),
    ("words far apart in one chunk", "iron works", "iron/a/b/c/d/e/f/g/h/i/j/k/works"),
    ("many small words between", "iron works", "iron of the in at on by for to of the works"),
    ("words over the end of a sentence within", "iron works", "iron of coal.They works"),
    ("written apart at the end", "railways", "on rail"),
    ("written apart over a full stop", "railways", "by rail. Ways"),
    ("written apart with a sign between", "railways", "rail * ways"),
    ("words scattered over a long answer", "iron works", "Iron. " + "They sat. " * 30 + "Works."),
    ("a name broken off", "Guomindang", "of the Guo Min"),
    ("another order with a doubtful word", "causal works", "Works were casual."),
    ("two sentences in one chunk", "iron ~ coal", "the iron.Coal burnt"),
    ("two lines with a word between", "iron works", "iron big\nAnd works"),
    ("a number word under strict spelling", "spelling: strict\nthree", "thre"),
    ("half of a group", "{coal mines / iron works} + 1871 fire", "coal and fire"),
]


@pytest.mark.parametrize(("scheme", "answer"), [row[1:] for row in EARNS], ids=[row[0] for row in EARNS])
def test_mark_earned(scheme, answer):
    assert MarkScheme.parse(scheme).mark(answer).mark == 1


@pytest.mark.parametrize(("scheme", "answer"), [row[1:] for row in EARNS_NOT], ids=[row[0] for row in EARNS_NOT])
def test_mark_not_earned(scheme, answer):
    assert MarkScheme.parse(scheme).mark(answer).mark == 0


@pytest.mark.parametrize(
    ("scheme", "answer", "text", "met", "similarity"),
    [
        ("balance of power", "a  balnce of power.", "balnce of power", "balance of power", 0.92),
        ("same: USSR = Soviet Union\nUSSR", "the Soviet  Union", "Soviet  Union", "USSR", 1.0),
        ("Brest (Litovsk)", "at Brest-Litovsk.", "Brest-Litovsk", "Brest (Litovsk)", 1.0),
        ("railways", "Two rail\nways", "rail\nways", "railways", 1.0),
        ("Zürich", "\u200bZu\u0308rich’s", "Zu\u0308rich", "Zürich", 1.0),
    ],
)
def test_evidence_shows_what_was_met(scheme, answer, text, met, similarity):
    (evidence,) = MarkScheme.parse(scheme).mark(answer).points[0].evidence
    assert (evidence.text, evidence.met, evidence.similarity) == (text, met, similarity)
    assert answer[evidence.start : evidence.end] == text


def test_evidence_of_both_shows_each():
    point = MarkScheme.parse("coal + iron").mark("iron, then coal").points[0]
    assert [evidence.text for evidence in point.evidence] == ["coal", "iron"]


@pytest.mark.parametrize(
    ("scheme", "answer"),
    [
        ("causal", "It was casual."),
        ("US", "They told us."),
        ("balance of power", "power in balance"),
        ("DNA chain", "the DNAs"),
        ("{coal / iron} ~ 1871", "coil 1871"),
    ],
)
def test_near_misses_never_earn_in_silence(scheme, answer):
    marked = MarkScheme.parse(scheme).mark(answer)
    assert marked.points[0].outcome in {"near", "matched", "missed"}
    assert marked.review or marked.points[0].outcome == "missed"


def test_a_bad_misspelling_counts_and_is_shown_to_a_person():
    marked = MarkScheme.parse("enemy").mark("the ememey")
    assert marked.mark == 1
    assert marked.review


def test_lenient_spelling_forgives_a_letter_more():
    assert MarkScheme.parse("treaty").mark("a traety").mark == 1
    lenient = MarkScheme.parse("spelling: lenient\ntreaty").mark("a trieti")
    assert lenient.points[0].outcome == "matched"


def test_repeated_words_take_time_in_proportion():
    scheme = MarkScheme.parse('a b c d e ~ x / "a a b" / {a / b} {a / b} {a / b} z')
    marked = scheme.mark("a b " * 12_000)
    assert marked.mark == 0


def test_a_long_chunk_without_spaces_is_marked():
    answer = "coal/" * 3_999 + "iron"  # nearly the 20,000 letters that an answer may have
    assert MarkScheme.parse("coal iron").mark(answer).mark == 1
    assert MarkScheme.parse("iron coal").mark(answer).mark == 0
