"""Irregular forms of English words, each with the form that a dictionary lists."""

# ruff: noqa: SIM905  (long lists of words read best as text)

from __future__ import annotations

_IRREGULAR = """
";arise arose arisen;awake awoke awoken;bear bore borne;beat beaten;become became;befall befell befallen
begin began begun;bend bent;bind bound;bite bit bitten;bleed bled;blow blew blown;break broke broken;breed bred
bring brought;build built;rebuild rebuilt;burn burnt;buy bought;catch caught;choose chose chosen;cling clung
come came;creep crept;deal dealt;dig dug;draw drew drawn;dream dreamt;drink drank drunk;drive drove driven
dwell dwelt;eat ate eaten;fall fell fallen;feed fed;feel felt;fight fought;find found;flee fled;fling flung
fly flew flown;forbid forbade forbidden;foresee foresaw foreseen;forget forgot forgotten
forgive forgave forgiven;freeze froze frozen;get got gotten;give gave given;go went gone;grind ground
grow grew grown;hang hung;hear heard;hide hid hidden;hold held;withhold withheld;keep kept;kneel knelt
know knew known;lay laid;lead led;mislead misled;leap leapt;learn learnt;leave left;lend lent
lie lay lain lying;light lit;lose lost;make made;mean meant;meet met;overcome overcame
overthrow overthrew overthrown;pay paid;repay repaid;prove proven;ride rode ridden;ring rang rung
rise rose risen;run ran;say said;see saw seen;seek sought;sell sold;send sent;shake shook shaken;shine shone
shoot shot;show shown;shrink shrank shrunk;sing sang sung;sink sank sunk;sit sat;sleep slept;slide slid
sow sown;speak spoke spoken;speed sped;spell spelt;spend spent;spill spilt;spin spun;split;spring sprang sprung
stand stood;understand understood;misunderstand misunderstood;withstand withstood;steal stole stolen
stick stuck;sting stung;stink stank stunk;strike struck stricken;strive strove striven;swear swore sworn
sweep swept;swell swollen;swim swam swum;swing swung;take took taken;retake retook retaken
undertake undertook undertaken;overtake overtook overtaken;teach taught;tear tore torn;tell told;retell retold
think thought;throw threw thrown;tread trod trodden;undergo underwent undergone;undo undid undone
wake woke woken;wear wore worn;weave wove woven;weep wept;win won;wind wound;withdraw withdrew withdrawn
wring wrung;write wrote written;rewrite rewrote rewritten;underwrite underwrote underwritten
outgrow outgrew outgrown;redraw redrew redrawn;remake remade;rethink rethought;resell resold;bid bade bidden
breathe;die dying dies died;tie tying ties tied;be was were been;do did done does;have had has;man men
woman women;child children;person people persons;foot feet;tooth teeth;goose geese;mouse mice;louse lice
ox oxen;leaf leaves;wolf wolves;knife knives;wife wives;thief thieves;loaf loaves;calf calves;shelf shelves
self selves;half halves;crisis crises;basis bases;thesis theses;hypothesis hypotheses;analysis analyses
axis axes;oasis oases;criterion criteria;phenomenon phenomena;datum data;medium media;bacterium bacteria
stratum strata;spectrum spectra;nucleus nuclei;radius radii;stimulus stimuli;fungus fungi;cactus cacti
alumnus alumni;larva larvae;vertebra vertebrae;formula formulae;antenna antennae;alga algae;matrix matrices
vertex vertices;index indices;appendix appendices;penny pence;businessman businessmen;policeman policemen
statesman statesmen;congressman congressmen;nobleman noblemen;Englishman Englishmen;Frenchman Frenchmen
kinsman kinsmen;serviceman servicemen;postman postmen
""".replace("\n", ";").lower()
# "leaves" is what leaf and leave share, "found" is found and find, "bases" base and basis: such forms keep the
# more common word's key only.
_OWN = frozenset("leaves found bound ground saw lay wound bases rose bore fell born axes light split".split())
BASE_OF = {
    form: group.split()[0] for group in _IRREGULAR.split(";") if group for form in group.split()[1:] if form not in _OWN
}
# The irregular forms: mostly pasts, some plurals.
PAST_FORMS = frozenset(BASE_OF) | _OWN - {"leaves", "axes", "bases", "light", "ground", "wound"}
