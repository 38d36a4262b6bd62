"""Words that mean the opposite of each other, or exclude each other: high and low, war and peace, king and queen."""

# ruff: noqa: SIM905  (long lists of words read best as text)

from __future__ import annotations

_PAIRS = """more less;more fewer;high low;higher lower;highest lowest;upper lower;increase decrease;increases decreases;
increased decreased;increasing decreasing;rise fall;rises falls;rising falling;rose fell;raise lower;up down;before
after;above below;over under;left right;north south;east west;northern southern;eastern western;first second;first
last;positive negative;hot cold;warm cool;wet dry;long short;large small;big small;bigger smaller;larger smaller;strong
weak;stronger weaker;fast slow;faster slower;light dark;rich poor;old new;young old;early late;earlier later;inner
outer;internal external;inside outside;male female;men women;man woman;boys girls;buy sell;gain lose;gains loses;win
lose;won lost;begin end;start end;open closed;push pull;attract repel;attracts repels;expand contract;expands
contracts;hard soft;thick thin;deep shallow;wide narrow;heavy light;with without;for against;pre post;true false;yes
no;ad bc;ce bc;ad bce;ce bce;am pm;n s;e w;northeast northwest;winter summer;day night;import export;imports exports;
supply demand;cause effect;input output;guilty innocent;war peace;and or;and not;public private;major minor;maximum
minimum;best worst;better worse;always never;everything nothing;many one;every one;all none;full empty;during after;
before during;before in;after in;lost gained;monoxide dioxide;and nand;or nor;celsius fahrenheit;credit debit;
solid liquid;liquid gas;solid gas;acid alkali;mother father;king queen;north east;north west;south east;south west"""
OPPOSITES: dict[str, set[str]] = {}
for _one, _other in (pair.split() for pair in _PAIRS.split(";")):
    OPPOSITES.setdefault(_one, set()).add(_other)
    OPPOSITES.setdefault(_other, set()).add(_one)
# Whatever goes up is the opposite of whatever goes down.
_UP = "rise rises rose rising increase increases increased increasing grow grows grew growing higher"
_DOWN = """fall falls fell falling decrease decreases decreased decreasing shrink shrinks shrank drop drops dropped
dropping decline declines declined lower"""
for _one in _UP.split():
    OPPOSITES.setdefault(_one, set()).update(_DOWN.split())
for _one in _DOWN.split():
    OPPOSITES.setdefault(_one, set()).update(_UP.split())
_LITTLE = frozenset(
    "and or nor nand not for against with without before after during in yes no pre post one every many all "
    "none".split()
)
# Without the words that a sentence is full of.
TELLING = {
    word: frozenset(others - _LITTLE) for word, others in OPPOSITES.items() if word not in _LITTLE and others - _LITTLE
}
