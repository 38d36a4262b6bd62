"""What each of Moodle's kinds of questions accepts, as a mark scheme."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from xml.etree.ElementTree import Element

from marking.formats import simple_regex
from marking.formats.answers import NO_RANGE, Accepted, numbers_between, phrase_of, scheme_of, usable
from marking.formats.gaps import Gap, NotInWordsError, read_cloze, scheme_of_gaps, spaced
from marking.formats.markup import plain, plain_answer
from marking.formats.moodle import pattern
from marking.formats.moodle.elements import accepted, number, raw, said, style_of, typed
from marking.formats.printed import scheme_of_notes
from marking.formats.values import in_halves
from quizzes.pure.wording import in_figures

NO_SCHEME = "The file has no mark scheme for it: write one before you use it."
CHOICE = "A multiple choice is asked as a short answer; its wrong choices are left out."
_WHY_NOT = {
    "multichoice": "A multiple choice is not answered in words.",
    "truefalse": "A true–false question is not answered in words.",
    "matching": "A matching question is not answered in words.",
    "match": "A matching question is not answered in words.",
    "description": "It asks nothing: a description without answers.",
    "calculated": "Calculated questions make their own numbers; nothing here marks them.",
    "gapselect": "Words are chosen from a list, not written.",
    "ddwtos": "Words are dragged, not written.",
    "ordering": "Things are put in order, not written.",
    "coderunner": "Answers are programs that are run; nothing here runs them.",
    "stack": "Answers are formulas that are worked out; nothing here does that.",
}
_BY_LIST = (
    " Its words were chosen from a list. It could be asked with words to write: ask for choices as short answers."
)


@dataclass(slots=True)
class Asked:
    """A question while it is read: its text as it will be asked, what it is worth, and remarks on the way."""

    element: Element
    marks: Decimal
    stem: str
    choices_too: bool = False
    html: str = ""  # of the text where gaps have changed it
    remarks: list[str] = field(default_factory=list)


def scheme_for(kind: str, asked: Asked) -> str:
    """Return the mark scheme, "" for none in the file; a text with gaps changes the stem. Raises NotInWordsError."""
    if (read := _KINDS.get(kind)) is None:
        raise NotInWordsError(_WHY_NOT.get(kind, f"Questions of the type “{kind[:40]}” are not known here."))
    return read(asked)


def _essay(asked: Asked) -> str:
    scheme = scheme_of_notes(typed(asked.element, "graderinfo"), asked.remarks)
    if not scheme and not said(asked.element, "graderinfo"):
        asked.remarks.append(NO_SCHEME)
    return scheme


def _short(asked: Asked) -> str:
    cased = asked.element.findtext("usecase", "0").strip() == "1"
    return scheme_of(list(accepted(asked.element)), marks=asked.marks, remarks=asked.remarks, cased=cased)


def _choice(asked: Asked) -> str:
    right = [answer for answer in accepted(asked.element) if answer.percent >= 100]
    if len(right) != 1:
        raise NotInWordsError(_WHY_NOT["multichoice"])
    if not asked.choices_too:
        more = " It has one right answer and could be asked as a short answer."
        raise NotInWordsError(_WHY_NOT["multichoice"] + more)
    asked.remarks.append(CHOICE)
    return scheme_of(right, marks=asked.marks, remarks=asked.remarks)


def _numerical(asked: Asked) -> str:
    numbers: list[Accepted] = []
    for answer in asked.element.findall("answer"):
        percent = number(answer.get("fraction", ""), Decimal(0))
        text = (answer.findtext("text") or "").strip()
        if percent > 0 and text == "*":
            asked.remarks.append(f"Any other number earned {in_figures(percent)} per cent; here it earns nothing.")
        middle = number(text, Decimal("NaN"))
        if percent <= 0 or not middle.is_finite():
            continue
        around = abs(number(answer.findtext("tolerance") or "", Decimal(0)))
        listed = numbers_between(middle - around, middle + around, percent, asked.remarks)
        if not listed:
            raise NotInWordsError(NO_RANGE)
        numbers += listed
    _tell_of_units(asked)
    return scheme_of(numbers, marks=asked.marks, remarks=asked.remarks)


def _tell_of_units(asked: Asked) -> None:
    units = [raw_unit for unit in asked.element.findall("units/unit") if (raw_unit := unit.findtext("unit_name", ""))]
    if units:
        asked.remarks.append(
            f"It knew units ({', '.join(units)[:80]}), with which a number could be given in several ways. Here "
            "only the number itself is looked for."
        )
    if number(asked.element.findtext("unitpenalty", ""), Decimal(0)) and units:
        asked.remarks.append("A wrong unit took marks off; here it does not.")


def _cloze(asked: Asked) -> str:
    pieces, gaps = read_cloze(raw(asked.element, "questiontext"), asked.remarks)
    if not gaps:
        raise NotInWordsError("It has no gap to be filled in.")
    asked.html = spaced(pieces)
    asked.stem = plain(asked.html, style_of(asked.element, "questiontext"))
    return scheme_of_gaps(gaps, marks=asked.marks, remarks=asked.remarks)


def _gapfill(asked: Asked) -> str:
    """The plugin of that name: gaps stand between signs in the text, `|` parts what is right in one."""
    display = asked.element.findtext("answerdisplay", "gapfill").strip()
    if display != "gapfill" and not asked.choices_too:
        raise NotInWordsError(_WHY_NOT["ddwtos"] + _BY_LIST)
    signs = (asked.element.findtext("delimitchars", "") or "[]").strip()
    first, last = (re.escape(signs[0]), re.escape(signs[-1])) if signs else (r"\[", r"\]")
    parts = re.split(rf"{first}([^{first}{last}]*){last}", raw(asked.element, "questiontext"))
    gaps = [Gap(list(_gapfilled(inner, asked))) for inner in parts[1::2]]
    if not gaps:
        raise NotInWordsError("It has no gap to be filled in.")
    asked.html = spaced(parts[::2])
    asked.stem = plain(asked.html, style_of(asked.element, "questiontext"))
    if asked.element.findtext("casesensitive", "0").strip() == "1":
        asked.remarks.append("Small and capital letters counted as different; here they do not.")
    return scheme_of_gaps(gaps, marks=asked.marks, remarks=asked.remarks)


def _gapfilled(inner: str, asked: Asked) -> Sequence[Accepted]:
    text = plain_answer(inner)
    if text == "!!":
        raise NotInWordsError("One of its gaps has to be left empty, which cannot be marked here.")
    if asked.element.findtext("disableregex", "0").strip() == "1":
        return [Accepted(text)]
    try:
        return [Accepted(way) for way in simple_regex.ways(text)]
    except simple_regex.NotSimpleError as error:
        asked.remarks.append(f"“{text}” is a pattern that is not taken over ({error}); it is looked for as it stands.")
        return [Accepted(text)]


def _regexp(asked: Asked) -> str:
    """The plugin of that name: each answer is a regular expression."""
    ways: list[Accepted] = []
    for answer in asked.element.findall("answer"):
        text = (answer.findtext("text") or "").strip()
        percent = number(answer.get("fraction", ""), Decimal(0))
        if percent <= 0 or not text:
            continue
        try:
            ways += [Accepted(way, percent) for way in simple_regex.ways(text)]
        except simple_regex.NotSimpleError as error:
            asked.remarks.append(f"The pattern “{text[:120]}” is not taken over: {error}.")
    if not ways:
        asked.remarks.append(NO_SCHEME)
    return scheme_of(ways, marks=asked.marks, remarks=asked.remarks)


def _phrases(asked: Asked) -> str:
    """An essay that is marked by phrases, each worth a share of the marks (essayautograde)."""
    if scheme := scheme_of_notes(typed(asked.element, "graderinfo"), asked.remarks):
        return scheme
    lines: list[str] = []
    total = Decimal(0)
    for phrase in asked.element.findall("answers/targetphrase"):
        share = asked.marks * number(phrase.get("percent", ""), Decimal(0)) / 100
        given = in_halves(share)
        text = " ".join((phrase.text or "").split())
        if given != share:
            asked.remarks.append(f"“{text[:60]}” earned {in_figures(share)}; marks go in halves here.")
        said_so = _joined(text, asked.remarks)
        if given > 0 and said_so:
            total += given
            lines.append(f"{said_so} [{in_figures(given)}]")
    if asked.element.find("answers/gradeband") is not None:
        asked.remarks.append("Marks for the number of words are left out.")
    if not lines:
        asked.remarks.append(NO_SCHEME)
        return ""
    head = [f"max {in_figures(asked.marks)}"] if total > asked.marks else []
    return usable("\n".join([*head, *lines]) + "\n", asked.remarks)


def _joined(text: str, remarks: list[str]) -> str:
    """A phrase with the plugin's OR, ANY and AND in it."""
    ways = []
    for way in re.split(r"\s*\b(?:OR|ANY)\b,?\s*", text):
        parts = [phrase for part in re.split(r"\s*\bAND\b\s*", way) if (phrase := phrase_of(part, remarks))]
        ways += [" + ".join(parts)] if parts else []
    return " / ".join(ways)


def _pattern(asked: Asked) -> str:
    """Return the scheme of a pattern-match question, as far as its expressions can be said in our notation."""
    lines: list[str] = list(pattern.synonyms(asked.element))
    worth: set[Decimal] = set()
    for text, percent in pattern.expressions(asked.element):
        given = in_halves(asked.marks * percent / 100)
        if given <= 0:
            if percent > 0:
                asked.remarks.append(f"“{text}” earned less than a quarter of a mark; it was left out.")
            continue
        try:
            meant = pattern.meaning_of(text)
        except pattern.NotSimpleError as error:
            asked.remarks.append(f"“{text[:300]}” could not be taken over: {error}.")
            continue
        asked.remarks += [f"“{text}”: {remark}." for remark in meant.remarks]
        lines.append(f"{' / '.join(meant.ways)} [{in_figures(given)}]")
        lines += [f"    reject: {way}" for way in meant.rejects]
        worth.add(given)
    if not worth:
        return ""
    if len([line for line in lines if line.endswith("]")]) > 1:
        lines.insert(0, f"max {in_figures(max(worth))}")
    return usable("\n".join(lines) + "\n", asked.remarks)


_KINDS: dict[str, Callable[[Asked], str]] = {
    "essay": _essay,
    "shortanswer": _short,
    "multichoice": _choice,
    "numerical": _numerical,
    "cloze": _cloze,
    "multianswer": _cloze,
    "gapfill": _gapfill,
    "regexp": _regexp,
    "essayautograde": _phrases,
    "pmatch": _pattern,
}
ESSAYS = frozenset({"essay", "essayautograde"})
