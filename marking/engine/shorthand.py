"""Other ways to write one word: everyday short forms, units, symbols and Greek letters; and words that sound alike."""

from __future__ import annotations

from collections.abc import Iterator

from marking.engine.numbers import LOOSE, SURE, WEAK

# What every reader takes for the word, in lines of "the word: its short forms".
_SHORT = """government: gov govt gvt
department: dept
parliament: parl
people: ppl
because: bc cos coz cuz becoz becuz bcos bcuz
before: b4
great: gr8
through: thru
though: tho
although: altho
approximately: approx
average: avg
management: mgmt
amount: amt
information: info
university: univ uni
laboratory: lab
mathematics: maths math
year: yr yrs
hour: hr hrs
minute: mins
second: sec secs
doctor: dr
professor: prof
captain: capt
saint: st
mount: mt
versus: vs
yes: yeah yep yup yea
no: nope nah
kilometre: km kms
centimetre: cm cms
millimetre: mm
kilogram: kg kgs kilo kilos
millilitre: ml
telephone: phone
influenza: flu
advertisement: advert
refrigerator: fridge
examination: exam
especially: esp
message: msg
alpha: α
beta: β
gamma: γ
delta: δ
theta: θ
lambda: λ
sigma: σ
omega: ω
pi: π"""
# What may be meant, or may not be quite what was asked for.
_PERHAPS = """temperature: temp
population: pop
president: pres
revolution: rev
economy: econ
environment: enviro
true: correct right t
false: incorrect wrong untrue f
maximum: max
minimum: min
difference: diff
international: intl
democracy: dem
republic: rep
water: h2o
oxygen: o2
nitrogen: n2
hydrogen: h2
ozone: o3
methane: ch4
ammonia: nh3
salt: nacl"""
# One letter, as the scheme has it beside a number: never looked for the other way about.
_LETTERS = """m: metre metres meter meters
g: gram grams gramme grammes
l: litre litres liter liters
s: second seconds sec secs
h: hour hours hr hrs
n: newton newtons north
j: joule joules
w: watt watts west
v: volt volts
c: celsius centigrade
e: east"""
# Said alike, written otherwise: what was meant, a person decides. Those of one letter's difference are found anyhow.
_SOUNDS = """board bored;weather whether;plain plane;cereal serial;council counsel;queue cue;marks marx;
right write rite;knight night;reign rain rein;site sight cite;bread bred;aisle isle;course coarse;creak creek;
current currant;draft draught;dual duel;faint feint;fare fair;flour flower;foul fowl;great grate;groan grown;
hair hare;heal heel;higher hire;hole whole;hour our;idle idol;key quay;leak leek;led lead;lessen lesson;loan lone;
maid made;mail male;main mane;maze maize;meat meet;medal meddle;mind mined;miner minor;missed mist;muscle mussel;
naval navel;none nun;ore oar;pail pale;pain pane;passed past;patience patients;pause paws;peace piece;peak pique;
pear pair pare;pedal peddle;peer pier;pray prey;presence presents;profit prophet;role roll;root route;rows rose;
rung wrung;sail sale;sauce source;scene seen;seam seem;sea see;sell cell;cellar seller;cent scent;serf surf;
shoot chute;side sighed;soar sore;sole soul;some sum;son sun;staid stayed;stair stare;stake steak;steal steel;
stile style;straight strait;sweet suite;tail tale;taught taut;team teem;tide tied;throne thrown;threw through;
time thyme;toe tow;tax tacks;vain vein;vale veil;wait weight;waist waste;warn worn;way weigh;weak week;where wear;
wood would;yolk yoke;ate eight;alter altar;ascent assent;bail bale;ball bawl;base bass;beach beech;berth birth;
bough bow;brake break;buy by;capital capitol;ceiling sealing;chord cord;complement compliment;core corps;
crews cruise;dear deer;desert dessert;die dye;discreet discrete;father farther;fort fought;gene jean;guilt gilt;
hoard horde;knead need;lain lane;lays laze;licence license;manner manor;morning mourning;moat mote;one won;
palate palette;phase faze;principal principle;quarts quartz;rap wrap;read red;raise rays raze;rote wrote;rough ruff;
rye wry;seas seize;sort sought;stationary stationery;storey story;symbol cymbal;tear tier;there their;troop troupe;
two too;urn earn;war wore;ware wear;whale wail;wine whine;witch which;yore your;mussels muscles;census senses;
light lite;night nite;high hi;caste cast;cue queue;jewel joule;bizarre bazaar;martial marshal;tents tense;
taxes taxis;colonel kernel"""


def _table() -> dict[str, list[tuple[str, int]]]:
    table: dict[str, list[tuple[str, int]]] = {}
    for lines, how in ((_SHORT, SURE), (_PERHAPS, LOOSE)):
        for line in lines.splitlines():
            word, short = line.split(": ")
            for form in short.split():
                table.setdefault(form, []).append((word, how))
                table.setdefault(word, []).append((form, how))
                table.setdefault(f"{word}s", []).append((form, how))
    for line in _LETTERS.splitlines():
        letter, words = line.split(": ")
        for word in words.split():
            table.setdefault(word, []).append((letter, SURE))
    for group in _SOUNDS.replace("\n", "").split(";"):
        alike = group.split()
        for word in alike:
            table.setdefault(word, []).extend((other, WEAK) for other in alike if other != word)
    return table


_TABLE = _table()


def also(word: str) -> Iterator[tuple[str, int]]:
    """The words that a folded word may stand for, and how surely: government for govt, board for bored."""
    return iter(_TABLE.get(word, ()))


_VOWELS = frozenset("aeiouy")
_FEWEST, _MOST = 3, 4
SHORTEST_NAME = 8


def may_be_letters(word: str) -> bool:
    """Whether a word looks like the letters that a long name is shortened to: KMT, GMD."""
    return _FEWEST <= len(word) <= _MOST and word.isalpha() and _VOWELS.isdisjoint(word)


def shortens(letters: str, name: str) -> bool:
    """Whether letters stand in a name in their order, the first at its beginning: KMT in Kuomintang."""
    if letters[0] != name[0]:
        return False
    rest = iter(name)
    return all(letter in rest for letter in letters)
