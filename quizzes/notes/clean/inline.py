"""What is markup within a line of notes, one rule for each kind of it."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from quizzes.notes.clean.latex import readable
from quizzes.notes.symbols import lowered, raised

# Signs of our own, from the private part of Unicode; a text that holds any has lost them before.
BOLD, BOLD_ENDS, LIT, LIT_ENDS, ASIDE = "\ue000", "\ue001", "\ue002", "\ue003", "\ue004"
"""Where bold and highlighted text begin and end; a formula that cannot be read out."""
_OURS = re.compile("[\ue000-\uf8ff]")
_MARKUP = "\\`*_{}[]()<>#+-.!|~=$^&:%"
_SHIELD = {ord(sign): 0xE100 + at for at, sign in enumerate(_MARKUP)}
_UNSHIELD = {0xE100 + at: sign for at, sign in enumerate(_MARKUP)}
BAR = chr(_SHIELD[ord("|")])


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of markup: how it is taken out of a line that holds one of its `signs` (of more than ASCII, where it has none)
    and examples before and after."""

    name: str
    signs: frozenset[str]
    apply: Callable[[str], str]
    examples: tuple[tuple[str, str], ...]


def shielded(text: str) -> str:
    """The text with its markup signs meant as they stand, so that no rule reads them."""
    return text.translate(_SHIELD)


def unshielded(text: str) -> str:
    """The text with the signs that `shielded` hid."""
    return text.translate(_UNSHIELD)


def without_ours(text: str) -> str:
    """The text without characters from the private part of Unicode, which the rules use."""
    return _OURS.sub("", text)


def _sub(pattern: str, to: str | Callable[[re.Match[str]], str], flags: int = 0) -> Callable[[str], str]:
    compiled = re.compile(pattern, flags)
    return lambda text: compiled.sub(to, text)


def _cut(opens: str, closes: str, to: Callable[[str], str] | None = None) -> Callable[[str], str]:
    """What stands between two signs becomes what `to` makes of it; one pass, linear."""

    def apply(text: str) -> str:
        pieces, at = [], 0
        while (start := text.find(opens, at)) >= 0 and (end := text.find(closes, start + len(opens))) >= 0:
            pieces += [text[at:start], to(text[start + len(opens) : end]) if to else ""]
            at = end + len(closes)
        return "".join([*pieces, text[at:]])

    return apply


def _in_turn(*steps: Callable[[str], str]) -> Callable[[str], str]:
    def apply(text: str) -> str:
        for step in steps:
            text = step(text)
        return text

    return apply


def _formula(inner: str) -> str:
    said = readable(inner)
    return ASIDE if said is None else shielded(said)


def _bracketed(opens: str, closes: str) -> Callable[[str], str]:
    """`\\[` may begin a formula, or be a bracket that a program escaped."""
    return lambda inner: _formula(inner) if re.search(r"[\\^_=]", inner) else shielded(f"{opens}{inner}{closes}")


_TAGS = "a abbr address article aside b big center cite code colgroup col dd del details dfn div dl dt em figure figcaption font footer header hr i iframe img input ins kbd label li main mark nav o:p ol p picture pre q s samp section small span strike strong style sub summary sup table tbody td tfoot th thead time tr tt u ul var video wbr"  # fmt: skip
_TAG = r"</?(?:" + "|".join(_TAGS.split()) + r")(?:\s[^<>]{0,2000})?/?>"


def _wikilink(match: re.Match[str]) -> str:
    target, _, shown = match[1].replace(BAR, "|").partition("|")
    page, _, place = target.partition("#")
    return (shown or page or place.lstrip("^")).strip()


def _entity(match: re.Match[str]) -> str:
    said = html.unescape(match[0])
    return shielded(said) if said != match[0] else match[0]


def _tags(text: str) -> str:
    """Obsidian's tags: a group of them at an end of the line goes, one in a sentence is a word."""
    text = _TAG_GROUP.sub("", text)
    return _TAG_WORD.sub(lambda match: match[1].replace("_", " ").replace("-", " "), text)


_A_TAG = r"#(?!\d+\b)[\w/-]*[^\W\d_][\w/-]*"
_TAG_GROUP = re.compile(rf"^(\s*(?:[-*+]\s+)?){_A_TAG}(?:\s+{_A_TAG})*\s*$|(?:(?:^|\s+){_A_TAG})+\s*$")
_TAG_WORD = re.compile(r"(?<![^\s(])#(?!\d+\b)([\w-]*[^\W\d_][\w-]*)")
_ARROWS = {"➡": "→", "⬅": "←", "⬆": "↑", "⬇": "↓", "↔": "↔", "➜": "→", "➔": "→", "🡒": "→"}
_KEYCAP = re.compile("([0-9])\ufe0f?\u20e3")
_KEPT_SIGNS = frozenset("✓✔✗✘°©®™→←↑↓↔⇒⇐⇔⇌■□●○•▪◦►▶➢–—•‣∙·†‡§¶♀♂♭♯")


def _emoji(text: str) -> str:
    """Pictures and ornaments go; arrows stay arrows, and a number in a key is the number of an item."""
    text = _KEYCAP.sub(r"\1.", text)
    return "".join(_ARROWS.get(char, "" if _is_ornament(char) else char) for char in text)


def _is_ornament(char: str) -> bool:
    code = ord(char)
    if code < 0x2190 or char in _KEPT_SIGNS:
        return code == 0x200D
    if (
        0xFE00 <= code <= 0xFE0F
        or 0x1F000 <= code <= 0x1FAFF
        or 0x1F1E6 <= code <= 0x1F1FF
        or 0xE0020 <= code <= 0xE007F
    ):
        return True
    return unicodedata.category(char) == "So" and (
        0x2300 <= code <= 0x23FF or 0x2600 <= code <= 0x27BF or 0x2B00 <= code <= 0x2BFF
    )


def _broken(match: re.Match[str]) -> str:
    """What a break within a line becomes: the next thing said."""
    before, after = match.string[: match.start()].rstrip(), match.string[match.end() :].lstrip()
    if not before or not after or before[-1] in ".:,;!?|" or after[0] == "|":
        return " "
    return "; "


def _without_link(match: re.Match[str]) -> str:
    return match[1] if match[1].strip() else ""


RULES: tuple[Rule, ...] = (
    Rule("quote", frozenset(">"), _sub(r"^(\s*(?:[-*+][ \t]+)?)(?:>[ \t]?)+(?=\s*\S)", r"\1"), (
        ("* > Attrition rounds stones", "- Attrition rounds stones"),
        ("> Abrasion wears the bed", "Abrasion wears the bed"),
        ("> - stones scrape", "- stones scrape"),
    )),
    Rule("callout", frozenset("["), _sub(r"^\s*\[![\w/-]+\][+-]?\s*", ""), (
        ("> [!tip]- Key terms", "Key terms"),
    )),
    Rule("checkbox", frozenset("[☐☑☒"), _sub(r"^(\s*(?:[-*+]|\d{1,3}[.)])\s+)\[[ xX/-]\]\s+|^(\s*)[☐☑☒]\s*", lambda match: match[1] or f"{match[2]}- "), (
        ("- [ ] Abrasion wears", "- Abrasion wears"),
        ("☑ Solution dissolves", "- Solution dissolves"),
    )),
    Rule("numbered heading", frozenset("#"), _sub(r"^\s*(?:(?:\d{1,3}(?:\.\d{1,3})*[.)]?|[-*+])\s+|\d{1,3}[.)])(#{1,6})\s*(?=[^\s#])", r"\1 "), (
        ("1. ###Erosion", "### Erosion"),
        ("- ## Deposition", "## Deposition"),
    )),
    Rule("glued heading", frozenset("#"), _sub(r"^\s{0,3}(#{2,6})(?=[^\s#])", r"\1 "), (
        ("##Erosion", "## Erosion"),
    )),
    Rule("banner heading", frozenset("=*~_-"), _sub(r"^\s*([=*~_-])\1{2,}\s*([^\s=*~_-].{0,98}?)\s*\1{3,}\s*$", r"## \2"), (
        ("======== RIVERS ========", "## RIVERS"),
        ("*** Coasts ***", "## Coasts"),
    )),
    Rule("html heading", frozenset("<"), _sub(r"^\s*<h([1-6])(?:\s[^<>]{0,300})?>(.*?)(?:</h\1>)?\s*$", lambda match: f"{'#' * int(match[1])} {match[2]}", re.IGNORECASE), (
        ('<h3 id="e">Erosion</h3>', "### Erosion"),
    )),
    Rule("html item", frozenset("<"), _sub(r"^(\s*)<li(?:\s[^<>]{0,300})?>", r"\1- ", re.IGNORECASE), (
        ("<li>Abrasion wears</li>", "- Abrasion wears"),
    )),
    Rule("code", frozenset("`"), _sub(r"(`{1,3})(?!`)([^`\n]{1,400})\1(?!`)", lambda match: shielded(match[2].strip())), (
        ("`SELECT *` takes all columns, `WHERE *` some", "SELECT * takes all columns, WHERE * some"),
    )),
    Rule("maths", frozenset("$\\"), _in_turn(
        _cut("$$", "$$", _formula),
        _sub(r"(?<![\w$\\])\$(?=[^\s$])([^$\n]{0,599}[^\s$\\])\$(?![\w$])", lambda match: _formula(match[1])),
        _cut("\\(", "\\)", _bracketed("(", ")")),
        _cut("\\[", "\\]", _bracketed("[", "]")),
    ), (
        (r"Speed: $v = f\lambda$", "Speed: v = fλ"),
        (r"$$E = mc^2$$", "E = mc²"),
        (r"\(p = mv\) is momentum \[see below\]", "p = mv is momentum [see below]"),
        ("It cost $5 in 1920 and $10 in 1930", "It cost $5 in 1920 and $10 in 1930"),
    )),
    Rule("escape", frozenset("\\"), _sub(r"\\([\\`*_{}<>#+\-.!|~=$^&:%])", lambda match: shielded(match[1])), (
        (r"5 \* 3 \* 2 and snake\_case", "5 * 3 * 2 and snake_case"),
        (r"1917\. Lenin returns", "1917. Lenin returns"),
    )),
    Rule("comment", frozenset("<%"), _in_turn(_cut("<!--", "-->"), _cut("%%", "%%")), (
        ("Kulak: a rich peasant %%check this%%", "Kulak: a rich peasant"),
        ("Kulak: a rich peasant <!-- check -->", "Kulak: a rich peasant"),
    )),
    Rule("titled shortcode", frozenset("{"), _sub(r"^\s*\{\{[<%]\s*\w[^<>{}\n]{0,200}?\btitle=\"([^\"\n]{1,120})\"[^<>{}\n]{0,200}[>%]\}\}\s*$", r"###### \1"), (
        ('{{< admonition type="case" title="_Smith v Jones_ (1902)" >}}', "###### Smith v Jones (1902)"),
    )),
    Rule("shortcode", frozenset("{"), _in_turn(_cut("{{<", ">}}"), _cut("{{%", "%}}"), _cut("{%", "%}")), (
        ("{{< hint info >}}Osmosis: movement of water", "Osmosis: movement of water"),
        ("Osmosis: movement of water {% include note.html %}", "Osmosis: movement of water"),
    )),
    Rule("attributes", frozenset("{"), _sub(r"\s?\{:?\s?(?:[#.][\w-]+|[\w-]+=\"[^\"{}]{0,200}\")(?:\s+(?:[#.][\w-]+|[\w-]+=\"[^\"{}]{0,200}\"))*\s?\}|\{:\w+ \d+(?:, :\w+ \d+)*\}", ""), (
        ("## Erosion {#erosion .unnumbered}", "## Erosion"),
        ("A delta {:height 344, :width 638}", "A delta"),
    )),
    Rule("image", frozenset("!"), _sub(r"!\[\[[^\[\]\n]{0,500}\]\]|!\[[^\[\]\n]{0,500}\](?:\([^()\n]{0,1000}(?:\([^()\n]{0,200}\))?[^()\n]{0,200}\)|\[[^\[\]\n]{0,200}\])", ""), (
        ("Xylem carries water ![a stem](stem.png)", "Xylem carries water"),
        ("![[heart.png|300]] The heart pumps blood", "The heart pumps blood"),
    )),
    Rule("wikilink", frozenset("["), _sub(r"\[\[([^\[\]\n]{1,500})\]\]", _wikilink), (
        ("[[Mitosis|Cell division]] makes two cells", "Cell division makes two cells"),
        ("See [[Cells#Nucleus]] and [[#Ribosomes]]", "See Cells and Ribosomes"),
    )),
    Rule("footnote", frozenset("["), _sub(r"\[\^[^\[\]\s]{1,60}\]|\^\[[^\[\]\n]{1,500}\]|(?<=[\w.,;:!?)”\"'’])\[\d{1,3}(?:[,–-] ?\d{1,3}){0,5}\]", ""), (
        ("The plan began in 1928.[^1]", "The plan began in 1928."),
        ("The plan began in 1928[12] and ended in 1932.[3, 4]", "The plan began in 1928 and ended in 1932."),
    )),
    Rule("link", frozenset("["), _sub(r"\[([^\[\]\n]{0,500})\](?:\((?:<[^<>\n]{0,1000}>|[^()\s]{0,1000}(?:\([^()\s]{0,200}\)[^()\s]{0,200})?)(?:\s+\"[^\"\n]{0,300}\")?\)|\[[^\[\]\n]{0,200}\])", _without_link), (
        ("[Litvinov](https://example.org/l_(m) \"who\") was dismissed", "Litvinov was dismissed"),
        ("[Litvinov][1] was dismissed", "Litvinov was dismissed"),
    )),
    Rule("url", frozenset(":."), _sub(r"\(?<?\b(?:https?://|www\.)[^\s<>]{1,2000}>?", ""), (
        ("Abrasion: stones scrape the bed (https://example.org/a)", "Abrasion: stones scrape the bed"),
    )),
    Rule("break", frozenset("<"), _sub(r"\s*(?:<(?:br\s*/?|li)>\s*)+(?=\S)|<(?:br\s*/?|li)>", _broken), (
        ("Held:<br>no duty<br/>", "Held: no duty"),
        ("| Red cell | No nucleus<br>Carries oxygen |", "Red cell | No nucleus; Carries oxygen"),
    )),
    Rule("cells", frozenset("<"), _sub(r"</t[dh]>\s*<t[dh](?:\s[^<>]{0,500})?>", " | "), (
        ("<tr><td>Xylem</td><td>carries water</td></tr>", "Xylem | carries water"),
    )),
    Rule("raised", frozenset("<"), _sub(r"<sup>([^<>]{1,60})</sup>", lambda match: shielded(raised(match[1], match.string[: match.start()][-1:])), re.IGNORECASE), (
        ("10<sup>23</sup> m and x<sup>a+b</sup> on the 19<sup>th</sup>", "10²³ m and x^(a+b) on the 19th"),
    )),
    Rule("lowered", frozenset("<~"), _sub(r"<sub>([^<>]{1,60})</sub>|(?<=[A-Za-z)])~(\d{1,3})~", lambda match: shielded(lowered(match[1] or match[2])), re.IGNORECASE), (
        ("H<sub>2</sub>O and V<sub>max</sub>, CO~2~", "H₂O and Vmax, CO₂"),
    )),
    Rule("struck", frozenset("<~"), _sub(r"~~(?=\S)[^~\n]{1,500}~~|<(del|s|strike)>[^<>]{0,500}</\1>", "", re.IGNORECASE), (
        ("Kulak: ~~a poor~~ a rich peasant", "Kulak: a rich peasant"),
        ("Kulak: <s>a poor</s> a rich peasant", "Kulak: a rich peasant"),
    )),
    Rule("html bold", frozenset("<"), _sub(r"<(/?)(?:b|strong|u|mark|em)(?:\s[^<>]{0,300})?>", lambda match: (BOLD_ENDS if match[1] else BOLD) if match[0].strip("</>")[:2].lower() != "em" else "", re.IGNORECASE), (
        ("A <b>meander</b> is a <em>bend</em>", "A [meander] is a bend"),
    )),
    Rule("tag", frozenset("<"), _sub(_TAG, "", re.IGNORECASE), (
        ('<span style="color:red">Meander</span> = a bend', "Meander = a bend"),
        ("if a < b and b > c then a < c", "if a < b and b > c then a < c"),
    )),
    Rule("entity", frozenset("&"), _sub(r"&(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});", _entity), (
        ("Tom &amp; Jerry&nbsp;1940", "Tom & Jerry 1940"),
    )),
    Rule("block id", frozenset("^"), _sub(r"\s\^[A-Za-z0-9-]{2,40}\s*$", ""), (
        ("The barrier was opened in 1984. ^a1b2c3", "The barrier was opened in 1984."),
    )),
    Rule("hashtag", frozenset("#"), _tags, (
        ("The barrier was opened in 1984. #thames #exam/gcse", "The barrier was opened in 1984."),
        ("The #mitochondria make ATP in step #2", "The mitochondria make ATP in step #2"),
    )),
    Rule("emoji", frozenset(), _emoji, (
        ("📌 Kulak: a rich peasant ⭐⭐", "Kulak: a rich peasant"),
        ("Heat ➡️ expansion", "Heat → expansion"),
        ("2️⃣ Water runs off", "1. Water runs off"),
    )),
)  # fmt: skip
"""In the order they are applied."""
