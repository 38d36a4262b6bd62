"""What English grammar gives the drafter: small closed lists, no names and no subject's words."""

from __future__ import annotations

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
AUXILIARIES = frozenset(
    "is are was were be been being has have had do does did can could will would shall should may might must".split()
)
BE = {"is": "is", "are": "are", "was": "was", "were": "were"}
PRONOUNS = frozenset(
    "it its itself he him his she her hers they them their theirs this that these those we us our ours you your i "
    "me my himself herself themselves one both such here there who whom whose which".split()
)
# A sentence that begins so leans on the one before it.
LEANING = PRONOUNS | frozenset(
    "also but however therefore thus then so and or yet nevertheless furthermore moreover finally meanwhile "
    "additionally consequently hence instead otherwise another other".split()
)
CONJUNCTIONS = frozenset("and or but nor so yet because although though while whereas since unless if when as".split())
ARTICLES = frozenset({"the", "a", "an"})
DETERMINERS = ARTICLES | frozenset("this that these those his her its their our my your some any each every no".split())
PREPOSITIONS = frozenset(
    "about above across after against along among around at before behind below beneath beside between beyond by "
    "down during except for from in inside into like near of off on onto out outside over past per since through "
    "throughout to toward towards under until up upon via with within without".split()
)
STOP_WORDS = (
    PREPOSITIONS
    | DETERMINERS
    | CONJUNCTIONS
    | AUXILIARIES
    | PRONOUNS
    | frozenset(
        "not only very more most much many also too just even still than then there however therefore own all what "
        "how why where".split()
    )
)
_IRREGULAR = """
arose:arise ate:eat awoke:awake beat:beat became:become began:begin bent:bend bet:bet bit:bite blew:blow bore:bear
bought:buy bound:bind broke:break brought:bring built:build burst:burst came:come cast:cast caught:catch chose:choose
clung:cling cost:cost crept:creep cut:cut dealt:deal drank:drink drew:draw drove:drive dug:dig fed:feed fell:fall
felt:feel fled:flee flew:fly forbade:forbid forgot:forget fought:fight found:find froze:freeze gave:give got:get
grew:grow heard:hear held:hold hid:hide hit:hit hurt:hurt kept:keep knew:know laid:lay lay:lie led:lead left:leave
lent:lend let:let lost:lose made:make meant:mean met:meet paid:pay put:put quit:quit ran:run rang:ring read:read
rode:ride rose:rise said:say sang:sing sank:sink sat:sit saw:see sent:send set:set shook:shake shot:shoot shut:shut
slept:sleep sold:sell sought:seek spent:spend split:split spoke:speak spread:spread stole:steal stood:stand
stuck:stick struck:strike swept:sweep swore:swear taught:teach thought:think threw:throw told:tell took:take
understood:understand undertook:undertake upheld:uphold went:go withdrew:withdraw won:win wore:wear wrote:write
overcame:overcome overthrew:overthrow foresaw:foresee outlawed:outlaw
"""
IRREGULAR_PAST = dict(pair.split(":") for pair in _IRREGULAR.split())
IRREGULAR_PARTICIPLES = frozenset(
    "begun broken brought built bought caught chosen cut dealt done drawn driven fallen fed fought found forbidden "
    "forced given gone grown held hidden hit kept known laid led left lost made meant met paid put read risen seen "
    "sent set shot shown sold sought spent split spoken spread stolen struck sung sunk sworn taken taught thrown told "
    "thought understood won withdrawn worn written overthrown overcome upheld beaten bound".split()
)
# Present-tense verbs that notes are written with; a word with -s is a verb only if it is one of these.
PRESENT = frozenset(
    """
absorb accept achieve act add affect agree aim allow appear apply argue ask attack attract avoid become begin
believe belong break bring build burn call carry cause change claim combine come condense conduct connect consist
contain continue contract contribute control convert cool cover create criticise cut damage decide declare decrease
defeat demand deny depend deposit describe destroy develop die differ diffuse digest discover dissolve divide drive
drop eat emerge emit encourage end enter erode escape establish evaporate evolve expand expel explain express fail
fall feed fight find flow focus follow force form gain generate get give go govern grow happen hate help hold hope
include increase indicate influence inform insist introduce invade involve join keep kill know lack last launch lead
learn leave lie limit link live lose love maintain make mean measure meet melt merge mix move need obtain occupy
occur offer open oppose order organise own pass pay perform persuade plan play prefer prepare prevent produce
promise promote propose protect prove provide publish pump purge push raise reach react receive recognise reduce
refer reflect refuse reject release rely remain remove represent require resist result return reveal rise rule run
say see seek seem sell send separate serve set share show sign spread stand start state stay stop store strengthen
suggest supply support surround survive take teach tell think threaten train transfer transform transport travel
treat try turn undergo use vary visit want warn weaken win work write
""".split()
)
# With an s these are more often nouns.
NOUNS_TOO = frozenset(
    "act aim attack cause change claim contract control cover demand drive fear feed fight flow force form gain hope "
    "influence join lead limit link live mean measure move need offer order plan play produce promise purge report result "
    "return rise rule run share show sign spread stage stand start state step stop store supply support train transfer "
    "transport travel turn use visit work vote end stay effect sort view".split()
)
INTRANSITIVE = frozenset(
    "die begin start end fall rise collapse resign happen occur emerge arrive return retire come go continue join "
    "last meet appear agree fail win lose become erupt crash expire vanish flee survive remain stay grow live "
    "surrender abdicate decline spread follow march strike revolt rebel escape disappear improve increase decrease worsen "
    "vote help react migrate evolve freeze melt boil evaporate condense burn sink float rule reign withdraw retreat flow "
    "break change develop work move turn open close stop".split()
)
# What is done to a thing when notes say no more than `Treaty signed`.
DONE_TO = frozenset(
    "sign form found establish launch introduce publish build elect appoint abolish create ratify expel kill murder "
    "assassinate execute open discover invent pass adopt declare crown arrest imprison exile sentence dissolve ban "
    "outlaw nationalise set write hold rename capture conquer defeat impose complete finish recognise name bear "
    "exclude dismiss remove purge describe isolate synthesise identify observe compose destroy divide reunite".split()
)
SAYING = frozenset(
    "believe want argue claim hope say state insist aim think demand propose promise suggest declare warn explain "
    "order prefer need fear expect intend plan decide try seek refuse wish see advise urge favour".split()
)
# Someone's part in things. `X, leader of Y` names a person, `X – a party` does not.
ROLES = frozenset(
    """
admiral adviser advisor ally ambassador archbishop architect artist assassin author bishop boss captain chairman
chairperson chancellor chief chemist commander commissar commissioner composer consul dean delegate deputy designer
dictator diplomat director discoverer doctor duke economist editor emperor empress engineer envoy explorer father
foreman founder general geographer geologist governor head heir historian inventor judge king leader lieutenant
manager marshal mayor mathematician minister monarch mother naturalist novelist officer organiser owner painter
philosopher physicist pioneer playwright poet politician pope premier president priest prime prince princess prophet
queen rebel reformer regent representative revolutionary rival ruler scientist secretary senator spokesman
statesman successor sultan teacher theorist treasurer tsar czar viceroy writer
""".split()
)
AGREEMENTS = frozenset(
    "treaty treaties pact agreement agreements accord accords convention protocol armistice concordat alliance".split()
)
EVENTS = frozenset(
    """
war wars battle strike strikes revolution rebellion revolt rising uprising coup crisis scare riot riots massacre
famine election referendum conference congress summit siege invasion trial trials purge purges blockade mutiny
earthquake eruption flood hurricane cyclone tsunami expedition voyage festival experiment march protest
demonstration putsch plot siege campaign raid bombing assassination epidemic plague census drought
""".split()
)
BODIES = frozenset(
    """
party union league committee council company army navy bank school society association federation movement
parliament republic empire kingdom state organisation organization institute university government commission
police agency ministry church court academy bureau front office club group
""".split()
)
WORKS = frozenset("letter book novel poem play speech decree law act plan report manifesto essay painting".split())
SINGULAR_ENDS_S = frozenset(
    "politics economics physics mathematics news series species analysis basis crisis thesis synthesis mitosis "
    "meiosis status bus gas process class mass loss cross stress progress success access congress press glass "
    "business osmosis photosynthesis virus nucleus stimulus radius focus locus census campus consensus".split()
)
CAUSES = (
    "because of",
    "because",
    "due to",
    "owing to",
    "thanks to",
    "as a result of",
    "in order to",
    "so as to",
    "so that",
)
EFFECTS = (
    "led to",
    "leads to",
    "lead to",
    "resulted in",
    "results in",
    "result in",
    "caused",
    "causes",
    "brought about",
    "gave rise to",
    "gives rise to",
    "contributed to",
    "meant that",
    "means that",
)
NUMBER_NAMES = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
UNITS = frozenset("second minute hour day week month year decade century".split())
