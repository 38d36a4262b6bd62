"""English beginnings and endings that make another word: opposites, other substances, other kinds; plain endings."""

# ruff: noqa: SIM905  (long lists of words read best as text)

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

# With a hyphen behind them they turn or change what follows: non-metal, half-life, vice-president.
PREFIXES = frozenset(
    "non anti counter contra ex vice pseudo semi half self sub quasi post pre pro co in un dis de mis demi proto "
    "super ultra hyper hypo inter intra extra trans over under neo crypto arch step".split()
)
# Each line is a family: two words that differ only in its members are two words, however near they stand.
_BEGINNINGS = tuple(
    frozenset(line.replace("_", "").split(" "))
    for line in """_ de un non dis im in il ir mis anti re a an sub
inter intra extra intro
endo exo ecto
hyper hypo iso normo
mono di tri tetra penta hexa poly uni bi multi oligo
meth eth prop but pent hex hept oct non dec
micro macro nano mega
homo hetero
pro eu
ana cata
photo chemo thermo
phago pino
auto allo
ab ad
af ef
pre post
over under
super sub
ortho meta para peri
lyso lipo ribo
glyco gluco lipo
nitr nitri
allo sym para
centri fugi
geno pheno
hydro hydra
electro electri
chloro chromo
oligo mono""".split("\n")
)
_ENDINGS = tuple(
    frozenset(line.replace("_", "").split(" "))
    for line in """ane ene yne yl
ol al one oic
ate ite ide ine ium
ase ose
or ee
phile phobe philic phobic philia phobia
lysis genesis
poly opsony
tropic trophic
phase plasm
some sol
coccus bacillus
gram graph
metre meter""".split("\n")
)
_PLAIN_ENDINGS = ("'s", "s", "es", "ed", "d", "ing", "ly")
_SHORTEST_BASE = 3
# A verb and the noun of doing it: a teacher takes either.
_DOING = ("isation", "ising", "ised", "ises", "ise", "iser", "isers")


def differ_in_affix(one: str, other: str) -> bool:
    """Whether two folded words differ only in beginnings or endings of one family: exocytosis, endocytosis."""
    one, other = one.removesuffix("s"), other.removesuffix("s")
    return _swapped(one, other, _BEGINNINGS, at_end=False) or _swapped(one, other, _ENDINGS, at_end=True)


def _swapped(one: str, other: str, families: tuple[frozenset[str], ...], *, at_end: bool) -> bool:
    """Whether taking away a member of one family from each leaves the same, of three letters or more."""
    for family in families:
        for mine in family:
            if not (one.endswith(mine) if at_end else one.startswith(mine)):
                continue
            rest = one[: len(one) - len(mine)] if at_end else one[len(mine) :]
            if len(rest) < _SHORTEST_BASE:
                continue
            for yours in family:
                if mine != yours and other == (rest + yours if at_end else yours + rest):
                    return True
    return False


@lru_cache(maxsize=50_000)
def inflects(one: str, other: str) -> bool:
    """Whether two folded words that share a stem are forms of one word: plurals, pasts, -ing, -ly, -ise and -isation.

    Not so generator and generation, colon and colonisation, poisoning and poisonous: one stem, two words.
    """
    one, other = one.replace("iz", "is"), other.replace("iz", "is")
    if one in {other + "e", other + "es"} or other in {one + "e", one + "es"}:
        # An -e alone makes another word: silicon and silicone.
        return other.endswith("s") or one.endswith("s")
    return not _bases(one).isdisjoint(_bases(other))


def _bases(word: str) -> frozenset[str]:
    """What a word may be an inflection of, cut to where -e and -y fall away."""
    bases = {word}
    for ending in _PLAIN_ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_BASE:
            base = word.removesuffix(ending)
            bases.add(base)
            if len(base) > _SHORTEST_BASE and base[-1] == base[-2]:
                bases.add(base[:-1])
    for ending in _DOING:
        if word.endswith(ending):
            bases.add(word.removesuffix(ending) + "is")
    return frozenset(base.rstrip("e") if base[-1] != "y" else base[:-1] + "i" for base in bases)


_LONGER = tuple(
    "ional ial al ical ic ive ous ious ary ery ry ity ian an ist istic ism dom hood ship ment able ful less y".split()
)
_SHORTEST_LONGER = 4


def longer_form_of(word: str) -> Iterator[str]:
    """The words that a word may be made of with an ending: "presidential" of "president", "serfdom" of "serf".

    Such a word is near to what was asked for, and may be meant.
    """
    for ending in _LONGER:
        base = word.removesuffix(ending)
        if base != word and len(base) >= _SHORTEST_LONGER:
            yield from (base, base + "e", base + "y")


_NEGATING = ("un", "in", "im", "il", "ir", "dis", "non")


def opposites_of(word: str) -> Iterator[str]:
    """The words that a word may be the opposite of by its beginning: "legal" of "illegal", "unfair" of "fair"."""
    for prefix in _NEGATING:
        if word.startswith(prefix) and len(word) - len(prefix) >= _SHORTEST_LONGER:
            yield word.removeprefix(prefix)
        elif len(word) >= _SHORTEST_LONGER:
            yield prefix + word


def is_ism(word: str) -> bool:
    """Whether a word is a doctrine (socialism) rather than its followers (socialists)."""
    return word.removesuffix("s").endswith("ism")
