"""What a sentence says of its subject: what it does, what it is made of, where it is, how many there are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from quizzes.english.words import frequency
from quizzes.notes.clauses import Clause, clause_of, first_predicate, phrase_is_plural
from quizzes.notes.dates import find_dates
from quizzes.notes.kinds import Example
from quizzes.notes.page import Asked, Page, Unit, content_words, has_verb
from quizzes.notes.schemes import meaning, phrase, points
from quizzes.notes.subjects import Sentence, with_subject
from quizzes.notes.tags import BE, Word, tagged, word_at
from quizzes.notes.wording import NUMBERS, leans, named, order, question
from quizzes.notes.words import word_list

LONGEST_ANSWER, READY_ANSWER = 18, 3  # words of an answer; words that say something of one that is ready
LONGEST_ITEM, FEWEST_ITEMS, MOST_ASKED = 5, 3, 4
# How often a word stands in texts that says which thing is meant.
TELLING, TECHNICAL, EVERYDAY = 3_000_000, 12_000_000, 60_000_000
CHANGES = {
    **dict.fromkeys(("increase", "rise", "grow"), "increase / rise / grow / go up / get higher"),
    **dict.fromkeys(("decrease", "fall", "drop", "decline"), "decrease / fall / drop / decline / go down / get lower"),
}
ADD_WORDINGS = "add other wordings that mean the same"
_CUT = re.compile(
    r";\s|\s[–—-]\s|\.\s|,? (?:by \w+ing(?= \w)|which|who|whereas|although|but|so that|because|while|unless|due to|owing to|including|e\.g\.?|i\.e\.?|such as|like|as (?:there|they|it|this|these))\b"
    r"|, (?:so|where|when|thus|making|meaning|using|with|for example)\b|\((?![^)]*\))"
)
_AMOUNT = re.compile(
    r"(?:about |around |approximately |roughly |over |nearly )?(?P<number>[£$€]?\d[\d,.]*(?:\s?%| (?:million|billion|thousand|hundred))?)(?P<rest> .*|$)",
    re.IGNORECASE,
)
_ALONE = re.compile(r"(?:[£$€]?\d[\d,.]*\s?(?:%|°C|[A-Za-z/²³Ω°⁻¹µ·]{1,8})?|[\d.]+ ?× ?10[⁰-⁹⁻]+ .{0,12})")
_WHERE = frozenset("in inside on at near within between under outside".split())  # noqa: SIM905
_OF_KIND = re.compile(
    r"(?:some |the )?((?:main )?(?:examples|types|kinds|forms|uses|causes|symptoms|signs) of .+)", re.IGNORECASE
)
_TIMES = frozenset("seconds minutes hours days weeks months years".split())  # noqa: SIM905
_OPENS_THING = frozenset("AT0 AJ0 AJC AJS NN0 NN1 NN2 NP0 DT0 CRD UNC VVG ZZ0".split())  # noqa: SIM905
_LINKS = frozenset("also again even thus then therefore still already however only once".split())  # noqa: SIM905
_IDIOM = re.compile(
    r"in (?:place|contact|common|order|turn|charge|use|mind|danger|need|addition|general|particular|fact|part|favour|time|place)\b"
    r"|at (?:all|least|once|first|last|risk)\b|on (?:average|time|purpose|top)\b"
)
_ALONG = frozenset("down across as with when from at in along during after".split())  # noqa: SIM905
_MORE = re.compile(r"the (?:\w+er|more|less) the ", re.IGNORECASE)
_CHANGED = re.compile(r"be (?P<done>\w+(?:ed|en|wn|de|ld|ght)) (?:by|through|using|with) (?P<answer>.+)")

EXAMPLES = (
    Example("The cortex controls movement.", {"What does the cortex control?": "movement [1]"}),
    Example("The pendulum repeats over 24 hours.", never=("How many",)),
    Example(
        "Examples of minerals include quartz, mica and feldspar.",
        {"Name three examples of minerals.": "quartz [1]\nmica [1]\nfeldspar [1]"},
    ),
    Example("Bacteria produce toxins in the gut.", {"What do bacteria produce?": "toxins in the gut [1]"}),
    Example(
        "The Weimar government had to pay reparations.",
        {"What did the Weimar government have to pay?": "reparations [1]"},
    ),
    Example("The Freikorps refused to leave Berlin.", {"What did the Freikorps refuse to do?": "leave Berlin [1]"}),
    Example(
        "The blockade killed 750,000 people in Germany.",
        {"How many people did the blockade kill in Germany?": "750,000 [1]"},
    ),
    Example("The voltage in Australia is 240 V.", {"What is the voltage in Australia?": "240 V [1]"}),
    Example("Chromatin is found inside the nucleus.", {"Where is chromatin found?": "inside the nucleus [1]"}),
    Example("Cache memory is used to hold instructions.", {"What is cache memory used for?": "hold instructions [1]"}),
    Example("Axles are made of steel.", {"What are axles made of?": "steel [1]"}),
    Example("Malaria depends on mosquitoes.", {"What does malaria depend on?": "mosquitoes [1]"}),
    Example("Plankton lives in the sea.", {"Where does plankton live?": "in the sea [1]"}),
    Example("Gender can be changed through surgery.", {"How can gender be changed?": "surgery [1]"}),
    Example(
        "The spleen filters blood, lymph, and water.",
        {"What does the spleen filter? Give three points.": "blood [1]\nlymph [1]\nwater [1]"},
    ),
    Example(
        "## Chloroplast\nIt contains green pigments.", {"What does the chloroplast contain?": "green pigments [1]"}
    ),
    Example(
        "## Mosaic virus\n- Attacks tobacco plants\n- Caused by a virus",
        {
            "What does the mosaic virus attack?": "tobacco plants [1]",
            "What is the mosaic virus caused by?": "virus [1]",
        },
    ),
    Example(
        "Glands secrete insulin which controls blood sugar.",
        {"What does insulin control?": "blood sugar [1]", "What do glands secrete?": "insulin [1]"},
    ),
    Example(
        "The cerebellum controls balance and helps sleepers.",
        {"What does the cerebellum control?": "balance [1]", "What does the cerebellum help?": "sleepers [1]"},
    ),
    Example("A valley holds a river which carries sand.", never=("What does river", "What does the river")),
    Example("Malcolm heals Scotland, which reinforces the claim of Banquo.", never=("What does Scotland",)),
    Example(
        "# Chicherin\n- Believed that trade brings peace\n- Was sure that war was near",
        {"What did Chicherin believe?": ""},
    ),
    Example("Lenin believed that men are born free.", {"What did Lenin believe?": "men are born free [1]"}),
    Example(
        "Volatility decreases down the group.",
        {"What happens to volatility down the group?": "decrease / fall / drop / decline / go down / get lower [1]"},
    ),
    Example("The core is held in place by rods.", never=("Where",)),
    Example("The cerebellum controls loads of stuff.", never=("What",)),
    Example("- The nerve cells release acid\n- Binds to the gland", never=("What does",)),
    Example("The cerebellum controls balance.", ready=("What does the cerebellum control?",)),
    Example("The part controls movement.", to_check=("What does the part control?",)),
    Example("The thing controls movement.", never=("What",)),
    Example(
        "The Weimar government signed the treaty. It paid reparations.",
        {"What did the Weimar government pay?": "reparations [1]"},
        to_check=("What did the Weimar government pay?",),
    ),
    Example(
        "Ebert led the Weimar republic. He feared a revolt. He trusted the old generals.",
        {"What did Ebert trust?": "old generals [1]"},
    ),
    Example("The plan of the Weimar republic failed. He feared a revolt.", never=("What did",)),
    # What points elsewhere, says nothing, or would be answered by much else.
    Example("It contains green pigments.", never=("What",)),
    Example("The cortex stores this.", never=("What",)),
    Example("The cortex stores it.", never=("What",)),
    Example("Malaria occurs in 1924.", never=("Where",)),
    Example("Labour turnover measures the rate at which workers leave.", never=("What",)),
    Example("Gravity can be measured by the following equation.", never=("How",)),
    Example("The cortex is a layer.", never=("What", "Where")),
    Example("The cortex stores cortex cells.", never=("What",)),
    Example("The greater the pressure of a gas causes the leak.", never=("What",)),
    Example("The lake froze quickly.", never=("What",)),
    Example("## Causes of floods\n- Caused by heavy rain", never=("What",)),
)


def find(page: Page, unit: Unit) -> Iterator[Asked]:
    """Ask for what a sentence says of its subject."""
    if unit.kind == "row" or len(unit.parts) > 2:
        return
    said = with_subject(page, unit)
    clause = clause_of(said.text)
    if clause is None or leans(said.text) or _MORE.match(said.text) or re.search(r"\s[–—-]\s|[=|→]", clause.subject):
        return
    for one in (clause, *_more_of(clause, said.text)):
        yield from of_clause(page, said, one)


def _more_of(clause: Clause, text: str) -> Iterator[Clause]:
    """What a sentence tells besides: `X does this and does that`, `… Y which does that`."""
    first = first_predicate(clause)
    if first != clause and not clause.helper:
        verb, _, rest = re.sub(r"^\W*(?:and|or|but) ", "", clause.rest[len(first.rest) :]).partition(" ")
        tense = "VVD" if clause.tense == "VVN" else clause.tense
        if second := _clause_with(clause.subject, verb, rest, tense):
            yield second
    words = tagged(text)
    for place, word in enumerate(words[1:-1], start=1):
        after = words[place + 1]
        if (
            word.text == "which"
            and after.verb
            and not _of_it_all(words[place - 1].text, after.base)
            and (thing := _thing_before(words[:place], after))
        ):
            told_of = _clause_with(thing, after.text, text[after.end :].strip(" .,"), after.tag)
            if told_of:
                yield told_of


def _of_it_all(before: str, verb: str) -> bool:
    """`…, which shows that …` is about all that was said before."""
    return before == "," and verb in word_list("of-it-all")


def _clause_with(subject: str, verb: str, rest: str, tense: str) -> Clause | None:
    """The clause that a subject makes with what another part of its sentence says."""
    base = word_at(f"it {verb}", -1).base if verb else ""
    if tense in {"VVD", "VVZ", "VVB"} and verb not in BE:
        return Clause(subject, verb, base, rest, tense=tense, plural=phrase_is_plural(subject))
    return clause_of(f"{subject} {verb} {rest}")


def _thing_before(words: tuple[Word, ...], verb: Word) -> str:
    """The noun that `which` points at, where it is one word that says enough and agrees with the verb; "" for none."""
    words = words[:-1] if words and words[-1].text == "," else words
    if (
        not words
        or not words[-1].noun
        or (len(words) > 1 and (words[-2].noun or words[-2].tag in {"AJ0", "CJC", "DPS"}))
    ):
        return ""
    thing = words[-1].text
    agrees = phrase_is_plural(thing) == (verb.tag in {"VVB", "VBB", "VHB"}) or verb.tag in {"VVD", "VM0", "VBD"}
    return thing if agrees and (frequency(thing) < TECHNICAL or thing[:1].isupper()) else ""


def of_clause(page: Page, said: Sentence, clause: Clause) -> Iterator[Asked]:
    """What a clause can be asked for, each question as sure as its subject and its answer allow."""
    adverb = "" if clause.adverb.casefold() in _LINKS else clause.adverb
    clause = replace(clause, subject=named(clause.subject, page), adverb=adverb)
    rest = first_clause(clause.rest)
    for asked in _ask(page, clause, rest):
        yield judged(page, asked, said, clause)


def first_clause(rest: str) -> str:
    """What follows a verb, up to where something else is said."""
    rest = _CUT.split(rest)[0].strip(" ,;:")
    for cut in re.finditer(r",? and ", rest):
        if has_verb(rest[cut.end() :]) or re.match(r"\w+ed\b", rest[cut.end() :]):
            return rest[: cut.start()]
    return rest


def judged(page: Page, asked: Asked, said: Sentence, clause: Clause) -> Asked:
    """Ready only where the subject says which thing is meant and the answer is short."""
    short = len(content_words(asked.answer)) <= READY_ANSWER or asked.marks > 1
    if said.guess:
        return replace(asked, sure=0.6, why=said.guess)
    if short and _tells_which(page, clause.subject) and asked.sure >= 0.7:
        return asked
    return replace(asked, sure=0.6, why=ADD_WORDINGS)


def _tells_which(page: Page, subject: str) -> bool:
    """`The cortex`, `Lenin`, `memory cells`; not `people`, `the government`."""
    words = content_words(subject)
    folded = re.sub(r"^(?:the|an?) ", "", subject.casefold())
    rare = [word for word in words if page.is_name(word) or frequency(word) < TELLING]
    return bool(rare) or folded in page.terms or len([word for word in words if frequency(word) < EVERYDAY]) > 1


def _ask(page: Page, clause: Clause, rest: str) -> Iterator[Asked]:
    if not rest or len(rest.split()) > LONGEST_ANSWER:
        return
    if clause.helper:
        yield from _of_being(clause, rest)
        return
    words = tagged(rest)
    first = words[0]
    if clause.base in CHANGES and first.text in _ALONG:
        yield _asked(f"What happens to {clause.subject} {rest}", clause.verb, f"{CHANGES[clause.base]} [1]", 0.75)
    elif first.tag == "TO0":
        yield from _to_do(clause, rest)
    elif first.text == "that" and clause.base in word_list("said"):
        yield from _said(clause)
    elif amount := _counted(rest):
        number, thing, after = amount
        yield _asked(clause.ask_with(f"How many {thing}", after), number, f"{phrase(number)} [1]", 0.8)
    elif first.text in _WHERE and clause.base in word_list("places") and _is_place(rest):
        yield _asked(clause.ask_with("Where"), rest, f"{meaning(rest)} [1]", 0.7)
    elif first.tag == "PRP" and first.text in {"on", "of", "into", "from", "to", "as", "with", "for"}:
        yield from _object(clause, rest[first.end :].strip(), first.text)
    else:
        yield from _object(clause, rest)


def _of_being(clause: Clause, rest: str) -> Iterator[Asked]:
    """`is 240 V`, `is found in …`, `is used to …`, `can be changed by …`."""
    if clause.helper in {"is", "are", "was", "were"}:
        if _ALONE.fullmatch(rest):
            one_of = re.match(r"(?!the |an? )[a-z][\w -]* (?:of|in|for|between) ", clause.subject) and not clause.plural
            yield _asked(
                f"What {clause.helper} {'the ' if one_of else ''}{clause.subject}", rest, f"{phrase(rest)} [1]", 0.8
            )
            return
        words = tagged(f"it was {rest}")[2:]
        often = next((place for place, word in enumerate(words[:3]) if word.tag != "AV0"), 0)
        if often:
            adverb = rest[: words[often].start - len("it was ")].strip()
            clause, words = replace(clause, adverb=f"{clause.adverb} {adverb}".strip()), words[often:]
        if len(words) > 2 and words[0].tag in {"VVN", "VVD"} and words[1].tag in {"PRP", "PRF", "TO0"}:
            yield from _undergone(clause, rest, words[0], words[1])
    elif (match := _CHANGED.match(rest)) and not re.match(r"(?:the )?following\b", match["answer"]):
        answer = match["answer"].strip()
        asks = f"How {clause.helper} {clause.subject} be {match['done']}"
        yield _asked(asks, answer, f"{meaning(answer)} [1]", 0.7)


def _undergone(clause: Clause, rest: str, done: Word, link: Word) -> Iterator[Asked]:
    answer = rest[link.end - len("it was ") :].strip()
    asks = f"{clause.helper} {clause.subject} {clause.adverb} {done.text}"
    if done.text == "used" and link.text in {"to", "for"}:
        yield _asked(f"What {asks} for", answer, f"{meaning(answer)} [1]", 0.7)
    elif link.text in _WHERE and done.text in word_list("placed"):
        if _is_place(f"{link.text} {answer}"):
            yield _asked(f"Where {asks}", f"{link.text} {answer}", f"{phrase(f'{link.text} {answer}')} [1]", 0.75)
    elif (
        link.tag != "TO0"
        and link.text in {"of", "from", "by", "into", "as", "for", "to", "on", "with"}
        and is_thing(answer)
    ):
        yield _asked(f"What {asks} {link.text}", answer, _scheme(answer), 0.7)


def _is_place(text: str) -> bool:
    """Whether a phrase says where, not when."""
    return not find_dates(text) and bool(content_words(text)) and not leans(text) and not _IDIOM.match(text)


def _to_do(clause: Clause, rest: str) -> Iterator[Asked]:
    """`had to pay reparations`, `refused to leave Berlin`."""
    words = tagged(rest)
    if len(words) < 3 or words[1].tag != "VVI":
        return
    does, answer = words[1].text, rest[words[1].end :].strip()
    if clause.base == "have" and is_thing(answer):
        yield _asked(clause.ask_with("What", f"to {does}"), answer, _scheme(answer), 0.7)
    elif clause.base in word_list("to-do"):
        doing = rest[3:]
        yield _asked(clause.ask_with("What", "to do"), doing, f"{meaning(doing)} [1]", 0.7)


def _said(clause: Clause) -> Iterator[Asked]:
    """`believed that peace would last`."""
    said = re.split(r"\s[–—]\s|;\s|\.\s", clause.rest)[0].removeprefix("that ").strip(" ,.")
    if 2 < len(said.split()) <= LONGEST_ANSWER and not leans(said):
        yield _asked(clause.ask_with("What"), said, f"{meaning(said)} [1]", 0.7)


def _counted(rest: str) -> tuple[str, str, str] | None:
    """`750,000 people in Germany` as the number, what is counted, and what follows."""
    match = _AMOUNT.match(rest)
    if not match or find_dates(rest):
        return None
    words = tagged(match["rest"].strip())
    place = 0
    while place < len(words) and words[place].tag in {"AJ0", "NN1", "UNC"} and words[place].text != "people":
        place += 1
    is_amount = "%" in match["number"] or match["number"][0] in "£$€"
    if is_amount or place >= len(words) or not _are_counted(rest, words[place]):
        return None
    thing, after = match["rest"].strip()[: words[place].end], match["rest"].strip()[words[place].end :].strip()
    if after.startswith("of ") and (of := re.match(r"of \w+", after)):
        thing, after = f"{thing} {of[0]}", after[of.end() :].strip()
    after = "" if re.match(r"to |and |or ", after) else after
    return match["number"].strip(), thing, after


def _are_counted(rest: str, word: Word) -> bool:
    """`750,000 people`; `over 24 hours` is how long."""
    lasts = rest.startswith("over ") and word.text in _TIMES
    return (word.tag == "NN2" or word.text == "people") and not lasts


def _object(clause: Clause, rest: str, link: str = "") -> Iterator[Asked]:
    rest = rest.removeprefix("both ")
    if not is_thing(rest) or clause.base in word_list("vague") or (clause.base == "last" and link == "from"):
        return
    asks = clause.ask_with("What", link)
    items = [one.strip() for one in re.split(r",\s+(?:and\s+|or\s+)?|\s+and\s+", rest) if one.strip()]
    if len(items) >= FEWEST_ITEMS and all(len(one.split()) <= LONGEST_ITEM for one in items):
        written = list(dict.fromkeys(filter(None, map(phrase, items))))
        number = min(len(written), MOST_ASKED)
        of_kind = _OF_KIND.match(clause.subject) if clause.base == "include" else None
        name = order(f"Name {NUMBERS[number]} {of_kind[1]}") if of_kind else ""
        stem = name or f"{question(asks)} Give {NUMBERS[number]} points."
        yield Asked(stem, points(written, asked=number), rest, "fact", 0.7, number)
        return
    yield _asked(asks, rest, _scheme(rest), 0.7)


def is_thing(text: str) -> bool:
    """Whether a phrase names something that can be asked for."""
    words = tagged(text)
    if (
        not words
        or leans(text)
        or re.match(
            r"(?:this|that|these|those|it|them|him|her|us|one|different|various|many|several|multiple|certain|some|other|more|less|part of the (?:group|team|whole|story)|(?:\w+ of )?(?:stuff|things))\b",
            text,
        )
    ):
        return False
    if re.search(r"[=→|]|\b(?:it|them|this|these|to|of|in|by|on|at|with|from|for|as)$", text):
        return False
    return words[0].tag in _OPENS_THING and any(word.noun or word.tag == "VVG" for word in words)


def _scheme(answer: str) -> str:
    return f"{phrase(answer) if len(content_words(answer)) <= READY_ANSWER - 1 else meaning(answer)} [1]"


def _asked(asks: str, answer: str, scheme: str, sure: float) -> Asked:
    return Asked(question(asks), scheme, answer, "fact", sure)
