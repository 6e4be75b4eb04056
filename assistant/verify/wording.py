"""Words as the verifier compares them: stems, groups of like words, pairs of opposites, cues.

All lists are made by hand from news English (abroad.py has what other languages need); none is
fitted on a question set. A list that lacks a word costs a true statement its pass at worst where
the statement rests on that one word.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from assistant.verify.abroad import FALLS, PARTED, RISES
from index.tokens import UNSEEN

# One character each, so that spans found in folded text hold in the text itself. Letters lose
# their accents, for a name is often written without (Khloé, Khloe).
_FOLDS = str.maketrans(
    {
        **{
            chr(code): base
            for code in range(0xC0, 0x180)
            if (base := unicodedata.normalize("NFKD", chr(code))[0]).isascii()
        },
        **dict.fromkeys("’‘‛′´`", "'"),
        **dict.fromkeys("“”„‟«»″「」『』", '"'),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        **dict.fromkeys("\u00a0\u202f\u2007\u2009\u200a\u3000\t", " "),
        "％": "%",
        "．": ".",
        "，": ",",
    }
)


# A raised digit behind a figure or a word is a note's mark, and read as a space; behind 10 it is a
# power, but of no amount of money, share or million; behind fewer letters than three of a unit
# (km²).
_AMOUNT = (
    r"\s?(?:[%€£]|(?:per ?cent|percent|hundred|thousand|million|billion|trillion|dollar|euro|pound"
    r"|yuan|yen|crown)s?\b)"
)
_ABOVE = "⁰¹²³⁴-⁹"
_NOTED = re.compile(
    rf"(?:(?<=\d)(?:(?<!\b10)|(?<=[$€£¥]10)|(?=[{_ABOVE}]+{_AMOUNT}))|(?<=[^\W\d_{_ABOVE}]{{3}}))"
    rf"[{_ABOVE}]+",
    re.IGNORECASE,
)


def fold(text: str) -> str:
    """The text with typographic quotes, dashes and spaces made plain; same length."""
    folded = text.translate(_FOLDS)
    if folded.isascii():
        return folded
    return _NOTED.sub(lambda found: " " * len(found.group()), folded)


def squeeze(text: str) -> str:
    """Folded, lower case, white space to one space, a citation mark ``[1]`` dropped."""
    return " ".join(re.sub(r"\s*\[\d{1,3}\]", "", fold(seen(text))).casefold().split())


def seen(text: str) -> str:
    """The text without what shows nothing: a reader takes "fe" and "ll" with it between for one
    word, and so must whoever checks it.
    """
    return UNSEEN.sub("", text)


STOP = frozenset(
    """
a an the this that these those there here it its itself he him his she her hers they them their
theirs we us our ours you your i me my mine one ones who whom whose which what where when while
how why and or but nor so yet if then than as at by for from in into of off on onto out over to
toward towards under up upon with within without about against among around between during through
throughout across along because since until till although though whereas despite per via be am is
are was were been being do does did done doing have has had having will would shall should can
could may might must ought not no never neither nor none also too very just only even still
already again ever both either each every all any some such same other others another more most
much many less least few fewer own now today however therefore thus meanwhile moreover according
said says say s t d ll ve re m not n't cannot let it's once amid among like unlike well rather
quite almost nearly about roughly approximately circa ca plus next last later earlier before after
ago first second third far long
""".split()
)

_IRREGULAR = {
    form: base
    for line in (
        """
rise rose risen rises | fall fell fallen | grow grew grown growth | shrink shrank shrunk | buy
bought | sell sold | win won | lose lost | beat beaten | lead led | begin began begun | go went
gone | take took taken | make made | give gave given | come came | become became | hold held |
pay paid | build built | leave left | meet met | run ran | see saw seen | seek sought | spend
spent | steal stole stolen | strike struck stricken | tell told | think thought | write wrote
written | say said says | break broke broken | speak spoke spoken | bring brought | find found |
know knew known | show shown | drive drove driven | die died dies dying | sink sank sunk | send
sent | keep kept | feel felt | choose chose chosen | withdraw withdrew withdrawn | overtake
overtook overtaken | understand understood | bear bore borne | catch caught | draw drew drawn |
eat ate eaten | fight fought | fly flew flown | forget forgot forgotten | freeze froze frozen |
get got gotten | hear heard | hide hid hidden | lend lent | mean meant | put puts | ride rode
ridden | shake shook shaken | shoot shot | sing sang sung | sit sat | sleep slept | stand stood |
swim swam swum | teach taught | tear tore torn | throw threw thrown | wake woke woken | wear wore
worn | undergo underwent undergone | uphold upheld | overturn overturned | lie lay lain | lay
laid | man men | woman women | person people | child children | life lives | crisis crises |
datum data | foot feet | half halves | analyst analysts | expect expects expected | dispute
disputed | deny denied denies denying | try tried tries | high higher highest | low lower lowest
| large larger largest | big bigger biggest | small smaller smallest | weak weaker weakest |
strong stronger strongest | fast faster fastest | slow slower slowest | rich richer richest |
poor poorer poorest | old older oldest | young younger youngest | good better best | bad worse
worst | long longer longest | short shorter shortest | heavy heavier heaviest | early earlier
earliest | late later latest | great greater greatest | new newer newest | cheap cheaper cheapest
| news | species | series | gas | bus buses | business businesses | process processes | access |
loss losses | sales | press | crisis | analysis analyses | basis bases | physics | politics |
economics | fed | speed | need needs needed | feed | supply supplies | apply applies applied |
reply replies replied | seed | indeed | hundred | red | bed | bring | king | ring | wing | spring
springs | string | thing things | during | morning | evening | east | west | interest interests |
earnings | moon | union unions | nation nations | million | billion | station stations | region
regions | opinion | season | reason | position | election | section
"""
    ).split("|")
    for base, *forms in [line.split()]
    for form in (base, *forms)
}

_ENDINGS = (
    """
ization isation ational ations ation itions ition ements ement ments ment nesses ness ities ity
ances ance ences ence ancy ency ables able ible ally ially ional ively ive ory ors or ers er ions
ion ists ist ical ics ic als al ly ful ship ships hood
"""
).split()


@lru_cache(maxsize=16384)
def stem(word: str) -> str:
    """A word without its endings, lower case; light, made for comparing, not for reading."""
    word = word.casefold().removesuffix("'s").rstrip("'")
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if len(word) < 4 or not word.isascii() or not word.isalpha():
        return word
    word = _inflected(word)
    for form in (word, f"{word}e"):  # "rising" was cut to "ris"
        if form in _IRREGULAR:
            return _IRREGULAR[form]
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            word = word[: -len(ending)]
            break
    return word.rstrip("eiy") if len(word) > 4 else word.removesuffix("e")


def _inflected(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes", "zes")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    for ending in ("ing", "ed"):
        rest = word[: -len(ending)]
        if word.endswith(ending) and len(rest) >= 3 and re.search("[aeiouy]", rest):
            if len(rest) > 3 and rest[-1] == rest[-2] and rest[-1] not in "flsz":
                return rest[:-1]
            return rest
    return word


# Pairs of opposites: what stands on one side, what on the other. A word may be in several.
_PAIRS = {
    "level": (
        "rise climb increase gain grow growth advance jump surge soar leap rally raise lift boost"
        " hike expand up higher upward swell upgrade improve strengthen accelerate add"
        " positive double triple",
        """
fall drop decline decrease lose shrink cut reduce lower slip slide sink plunge tumble down
downward slump dip shed contract dwindle weaken downgrade diminish trim slash halve ease plummet
recede deteriorate negative reduction
""",
    ),
    "match": ("win beat triumph victory", "lose loss defeat"),
    "result": ("profit surplus", "loss deficit"),
    "trade": ("buy acquire purchase takeover acquisition", "sell divest divestment offload"),
    "door": ("open reopen", "close shut closure"),
    "course": ("start begin commence", "end finish conclude stop halt cease"),
    "vote": (
        "approve accept adopt endorse back pass authorise authorize uphold grant clear",
        "reject veto oppose block dismiss",
    ),
    "verdict": ("convict guilty conviction", "acquit clear innocent exonerate acquittal"),
    "custody": ("arrest detain jail imprison capture", "release free"),
    "jobs": ("create hire recruit", "cut axe shed eliminate fire layoff"),
    "rule": ("introduce impose", "abolish scrap repeal remove"),
    "service": ("resume restart start begin", "suspend halt pause stop"),
    "much": ("more", "less fewer"),
    "mark": ("above exceed surpass", "below beneath"),
    "order": ("after following later", "before prior earlier ahead"),
    "place": ("ahead lead", "behind trail lag"),
    "length": ("long", "short"),
    "weight": ("heavy", "light"),
    "severity": ("serious severe grave critical", "minor slight mild"),
    "effort": ("easy simple", "hard difficult"),
    "truth": ("true right correct", "false wrong incorrect"),
    "presence": ("present", "absent"),
    "judgement": ("praise welcome applaud", "criticise criticize condemn"),
    "advice": ("encourage", "discourage"),
    "fight": ("attack", "defend"),
    "site": ("build construct", "demolish"),
    "travel": ("arrive arrival", "depart departure"),
    "work": ("employer", "employee"),
    "trial": ("plaintiff prosecution", "defendant defence defense"),
    "rooms": ("landlord", "tenant"),
    "market": ("buyer", "seller"),
    "air": ("wet", "dry"),
    "light": ("day", "night"),
    "clock": ("morning", "evening"),
    "season": ("summer", "winter"),
    "spring": ("spring", "autumn"),
    "mood": ("optimist", "pessimist"),
    "rank": ("senior", "junior"),
    "reach": ("internal", "external"),
    "land": ("urban", "rural"),
    "money": ("income", "expense expenditure"),
    "books": ("asset", "liability"),
    "estimate": ("overestimate overstate", "underestimate understate"),
    "life": ("alive", "dead"),
    "parent": ("father husband son brother", "mother wife daughter sister"),
    "lock": ("lock", "unlock"),
    "contest": ("victor winner", "loser"),
    "attempt": ("break smash play attend", "miss"),
    "height": ("high top peak maximum", "low bottom minimum"),
    "size": ("large big great", "small tiny"),
    "north": ("north northern", "south southern"),
    "east": ("east eastern", "west western"),
    "end": ("front", "rear back"),
    "border": ("import", "export"),
    "flow": ("inflow", "outflow"),
    "force": ("strong robust solid strength", "weak sluggish soft weakness"),
    "sign": ("positive optimistic bullish optimism", "negative pessimistic bearish pessimism"),
    "price": ("overvalued expensive", "undervalued cheap"),
    "wealth": ("rich wealthy", "poor"),
    "pace": ("fast quick", "slow"),
    "side": ("support favour favor", "oppose against"),
    "word": ("confirm admit acknowledge", "deny dispute"),
    "outcome": ("succeed success", "fail failure"),
    "member": ("join enter", "leave exit quit"),
    "law": ("allow permit legal legalise legalize", "ban forbid prohibit bar illegal outlaw"),
    "ruling": ("uphold affirm", "overturn quash reverse annul"),
    "age": ("old", "young"),
    "quality": ("good", "bad"),
    "share": ("majority", "minority"),
    "policy": ("tighten", "loosen"),
    "credit": ("lend lender", "borrow borrower"),
    "must": ("mandatory compulsory", "voluntary optional"),
    "span": ("permanent", "temporary"),
    "scope": ("include", "exclude"),
    "owner": ("public", "private"),
    "home": ("domestic", "foreign"),
    "date": ("forward", "postpone delay defer"),
    "sex": ("man male boy", "woman female girl"),
    "safe": ("safe harmless", "dangerous harmful"),
    "person": ("victim", "perpetrator"),
    "seat": ("appoint", "resign"),
    "half": ("double twice", "half"),
    "bet": ("bull", "bear"),
    "last": ("first", "last final"),
    "hold": ("launch unveil", "withdraw cancel scrap"),
    "gap": ("widen", "narrow"),
    "duty": ("comply obey", "circumvent violate breach evade flout"),
    "heat": ("hot warm", "cold cool"),
    "supply": ("shortage scarcity", "glut oversupply abundance"),
}

# Like words: any of a line may stand for another. Opposites never share a line.
_GROUPS = """
fewer less lose decrease decline drop fall | report reportedly say state tell announce disclose
reveal note add mention explain describe declare publish | reckon estimate calculate put | company
firm business group corporation enterprise conglomerate maker manufacturer producer start-up
startup | car vehicle automobile auto carmaker | film movie | job post position role | worker
employee staff workforce personnel headcount | pupil student schoolchild | doctor physician | home
house household dwelling | people person individual resident | share stock equity | chief boss
head ceo chairman chairwoman director executive president leader | cfo finance | buy purchase
acquire acquisition takeover deal procure procurement | sell sale | cost price charge expense |
revenue sales turnover income | profit earnings | forecast outlook guidance projection predict
prediction project anticipate expect expectation | plan intend intention aim want wish seek
propose scheme | consider weigh mull explore study examine contemplate think | talk discussion
negotiation negotiate discuss | try attempt | need require demand call | start begin commence
launch kick | finish complete end conclude close | build construct construction building erect |
make produce manufacture generate | abstain abstention | use employ deploy utilise utilize | show
indicate demonstrate reveal suggest find | keep maintain hold retain leave remain stay continue |
unchanged steady stable | ask request urge | offer propose | get receive obtain | give provide
supply | help assist aid benefit | stop halt cease end discontinue | happen occur | kill die death
dead fatality lethal | injure injury wound hurt | hit strike batter | destroy devastate wreck ruin
| warn caution alert | worry concern fear | blame attribute attribution cite cause due reason
owing | claim allege allegation accuse accusation charge assert | reject dismiss dispute deny
contest | admit acknowledge concede | judge court tribunal justice | prosecutor prosecution | law
legislation act | bill draft | vote ballot poll | lawmaker parliamentarian legislator deputy mp |
parliament legislature assembly | government cabinet administration | minister secretary ministry
| police officer | spokesperson spokesman spokeswoman representative | analyst expert | investor
shareholder | investigation probe inquiry enquiry investigate | search look hunt | agree agreement
accord pact contract | merge merger combine | regulator regulatory watchdog authority agency |
approve approval clearance consent permission | dominate command control | quarter quarterly
three-month | annual yearly year | month monthly | day daily | week weekly | trial test study |
researcher scientist academic | drug medicine medication | patient sufferer | illness disease
condition sickness | mild minor slight light | severe serious grave | lead head front | goal score
| match game fixture | second runner-up | victory win triumph | loss defeat | team side club squad
| rain rainfall | storm gale hurricane | flood flooding inundate | power electricity | fast rapid
quick swift speedy | main principal chief primary key central | mainly mostly largely chiefly
primarily most majority | important significant crucial vital | big large huge giant great major
substantial considerable massive | quit resign depart leave step | reach achieve attain hit |
return back | fly flight | plane jet aircraft airplane | airline carrier | rail train railway |
road motorway highway | boat ship vessel | phone smartphone handset | headphone headset | device
gadget product item | chip semiconductor accelerator processor | glasses spectacles eyewear |
software program app application | customer client consumer user subscriber buyer | shop store
outlet retailer | supermarket grocer | order book purchase | deliver delivery ship shipment | open
opening | visitor guest tourist | money fund cash capital funding finance | debt borrowing loan
liability | bond debt | rate ratio | unemployment jobless joblessness | steal theft robbery |
lawyer attorney counsel solicitor | prison jail | appeal challenge | hacker attacker | fault
failure defect glitch malfunction problem error bug | recall call | repair fix mend | delay
postpone defer push | cancel scrap call | vanish disappear | melt thaw | glacier ice | emission
pollution | worth value valuation | around approximate | enter join | exceed top surpass outstrip
| overtake pass surpass | gather collect | rent rental lease | child kid youngster | reopen open |
strike walkout stoppage industrial | pay wage salary | stranded stuck | union labour labor | march
protest demonstration rally demonstrate | mayor mayoral | lead leader leading | cultivate harvest
crop | village hamlet town | renovation refurbishment restoration renovate refurbish restore |
ready prepared | component element part piece factor ingredient | type kind sort category form
variety | enough sufficient | fine penalty | introduce implement adopt bring | wrong wrongdoing
misconduct | cut reduction reduce | consecutive straight row successive | intact unaffected |
service coverage reception | fee toll | likely probable | visit attend | pick choose select opt |
name appoint | split divide division | unit division arm segment | aboard board onboard | room
space | tally return haul score | find discover discovery detect uncover | attic loft | teacher
educator | university college | road street | accident crash collision wreck | blaze fire inferno
| explosion blast detonation | rescue save | missing unaccounted | damage harm | trial hearing
case proceeding lawsuit suit litigation | verdict ruling judgment decision | bribe bribery
corruption graft | detain custody | indict indictment charge | weapon arm | soldier troop | war
conflict fighting | attack assault raid | peace truce ceasefire | border frontier | election vote
poll ballot | candidate contender nominee | tax levy duty tariff | deficit shortfall gap hole |
subsidy grant aid support | factory plant facility site works | warehouse depot | brand label |
advertisement advert ad advertising advertiser | launch unveil present introduce debut release |
version edition variant | feature function capability | screen display | discount rebate | share
stake | dividend payout distribution | pension retirement | layoff redundancy | contract agreement
deal | supplier vendor provider | rival competitor competition | demand appetite | inventory
reserve stockpile | oil crude petroleum | grain cereal wheat | farmer grower | coast shore
coastline | weather climate | temperature heat | earthquake quake tremor | virus pathogen |
vaccine jab shot | hospital clinic | surgery operation | therapy treatment | risk danger hazard
threat | rule regulation | permit licence license authorisation | singer vocalist | song track |
book novel | author writer | newspaper daily paper | journalist reporter correspondent | broadcast
air | award prize honour | exhibition exhibit | painting artwork canvas picture landscape |
audience crowd spectator | coach trainer manager | player footballer | stadium arena venue |
tournament championship competition | signal indicate | assure reassure | hold keep | collect
gather receive | set earmark provision aside allocate | budget plan | amount sum total figure |
early initial preliminary first | data result | evidence trace indication | job worker staff
employee | sight vision eyesight | jump soar surge | reject refuse decline | improve raise
increase | vote decide | part unit business division | familiar
knowledge know | matter discussion talk | final definitive | return restore | expert specialist |
examine inspect check | fee price sum | season year campaign | student learner | complaint
grievance | office authority agency body | location position whereabouts | average mean | economy
economic | recession downturn | health medical | subscriber member customer | debt liability |
record high | treat treatment care | previous prior former earlier | investor backer | start-up
startup | expand expansion grow growth | invest investment | accuse blame | replace succeed
successor | deputy vice | temporary interim | area region district zone | local regional | foreign
overseas abroad international | national domestic | approximate estimate | certain sure |
difficult hard tough | easy simple | cheap inexpensive affordable | expensive costly | quick fast
| dangerous hazardous risky | popular favourite | famous known well-known | wealthy rich affluent
| old elderly | young youthful | ill sick | happy glad pleased satisfied | angry furious | sad
upset | surprise unexpected surprising unexpectedly | short brief | complete full whole | violate
violation breach break infringe | empty vacant | broken defective faulty | busy crowded | calm
quiet | clear obvious evident | common widespread | modern contemporary | original initial |
private personal | strange unusual odd | wide broad | narrow slim | close near nearby | end finish
| use usage utilisation | destruction destroy | arrival arrive | departure depart leave | choice
choose selection | growth grow | proposal propose | payment pay | refusal refuse | survival
survive | withdrawal withdraw | removal remove | approval approve | closure close shut | failure
fail | pressure press | departure exit | success succeed | loss lose | birth born | belief believe
| proof prove | thought think | speech speak | knowledge know | strength strong | length long |
width wide | depth deep | height high | truth true | death die | theft steal thief | robbery rob |
injury injure | long lengthy | potential possible prospective | due schedule scheduled | hold
command own possess | maker make manufacturer | own operate run | want demand | think believe
consider see view | memo document paper note | point note | punish penalise sanction fine | rest
remainder | lawmaker parliament parliamentarian legislature mp assembly | match game | recover
rebound recovery | repurchase buyback | lorry truck | crack fissure | inspector examiner | spare
unharmed intact | bloom blossom flower | anonymous unnamed | telephone phone | auction sell |
stone diamond gem jewel | label mark | mandatory compulsory obligatory require requirement must |
create generate make produce | overwhelm overburden | exaggerate overstate | way method manner
means | reason motive ground | idea concept notion | aim purpose objective goal target | problem
issue difficulty trouble | result outcome consequence effect impact | part portion share section |
place spot site location | kind type | start beginning outset onset | end conclusion close |
middle centre center | top peak summit | bottom base | side flank | front fore | top lead | chance
opportunity possibility prospect | mistake error blunder | answer response reply | question query
| talk speech address | meeting session gathering conference summit | letter message note | list
catalogue register | map chart | rule law regulation provision | right entitlement | duty
obligation | offer bid | try attempt effort | step measure action move | change alteration
modification | improvement progress advance | fall decline drop decrease | gap difference | level
rate degree | size extent scale magnitude | speed pace rate velocity | weight mass | age era
period | time moment occasion | beginning start | crew team staff | seat place | vehicle car lorry
truck van | passenger traveller commuter | driver motorist | pilot captain | sailor seaman | guest
visitor | owner proprietor holder | heir successor | enemy foe opponent | friend ally | boss
manager | fan supporter | critic opponent | expert specialist professional | thief burglar robber
| killer murderer | hostage captive | refugee migrant asylum | village town community municipality
| capital city | harbour harbor port | airport airfield | hill mount mountain | valley | field
meadow | garden park | wall barrier | gate entrance door | roof ceiling | floor storey story level
| room hall | kitchen | food meal nutrition | drink beverage | fruit | meat | bread | clothes
clothing garment apparel | shoe footwear | toy | tool instrument | machine device equipment
apparatus | engine motor | wheel tyre tire | fuel petrol gasoline | cable wire line | pipe
pipeline tube duct | tank container vessel | box case package parcel | bag sack | letter mail post
| picture image photo photograph | sound noise | voice | word term | story tale account | joke |
film movie | play drama | poem | dance | music | hide conceal | advise recommend counsel |
shipment consignment | confiscate seize | puncture flat | beside next near | vapour vapor steam |
jersey shirt | forecast predict expect
"""

# Words that a retelling may bring along without the source having them.
_COMMON = (
    """
company firm group business maker manufacturer carmaker airline operator provider bank agency
organisation organization institution official authority people person man woman percent amount
total number level figure year month week day hour time period end start beginning report article
source news story statement announcement question answer quarter half half-year result part case
fact way thing place point move step decision plan effort work country city town state government
market industry sector product model version service system rise fall gain loss increase decrease
change growth decline drop cost price value sale share be have do make take get give go come see
say tell show find use know think want need become put bring keep hold let help begin start stop
end continue remain stay stand happen occur include involve mean cause lead follow set run turn
move reach hit pass open close plan intend aim seek expect hope try buy sell pay spend earn win
lose rise raise reduce receive accord state add note describe call name mention quote cite refer
regard consider believe view argue claim announce confirm publish issue release present introduce
launch unveil offer provide produce build develop create work serve operate own hire join leave
return live sit lie total average amount stand measure weigh last cover affect relate concern base
locate situate compare relative versus respective additional overall current previous former new
old recent future past present certain several various different similar main major big large
small high low long short early late able possible due up down back away together apart
approximately roughly nearly currently previously originally initially finally reportedly
allegedly specifically particularly especially mainly mostly largely partly instead moreover
furthermore additionally respectively per against towards amid within yes order purchase bought
available disagree agree differ disagreement conflict contradict conversely contrast side
wrongdoing matter issue event incident detail information data example reason result purpose set
setting among amongst
"""
).split()


@lru_cache(maxsize=1)
def _tables() -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[tuple[str, int], ...]]]:
    """(stem -> names of its groups, stem -> (pair, side) it stands for)."""
    groups: dict[str, set[str]] = {}
    for number, line in enumerate(_GROUPS.split("|")):
        for word in line.split():
            groups.setdefault(stem(word), set()).add(f"~{number}")
    sides: dict[str, set[tuple[str, int]]] = {}
    for pair, both in (*_PAIRS.items(), ("level", (RISES, FALLS))):
        for side, words in zip((1, -1), both, strict=True):
            for word in words.split():
                sides.setdefault(stem(word), set()).add((pair, side))
                groups.setdefault(stem(word), set()).add(f"{pair}{side:+d}")
    return (
        {word: tuple(sorted(names)) for word, names in groups.items()},
        {word: tuple(sorted(found)) for word, found in sides.items()},
    )


# Verbs of two words, by the word that says the same.
PHRASES = {
    phrase: word
    for line in """
overturn: struck down, strike down, strikes down, striking down | reject: turned down, turn down,
turns down | advance: brought forward, bring forward, brings forward | postpone: put off, pushed
back, push back, put back | dismiss: laid off, lay off, lays off | resign: stepped down, step down,
steps down, stepping down, stood down | abandon: gave up, give up, gives up, given up | acquire:
took over, take over, takes over, taken over, taking over | found: set up, sets up, setting up |
close: shut down, shuts down, shutting down, closed down | reduce: cut back, cuts back, scaled back
| withdraw: pulled out, pull out, pulls out, pulling out | start: kicked off, kick off, kicks off |
conduct: carried out, carry out, carries out | cancel: called off, call off, calls off, calling off
""".split("|")
    for word, phrases in [line.split(":")]
    for phrase in (" ".join(each.split()) for each in phrases.split(","))
    for word in [word.strip()]
} | PARTED


@lru_cache(maxsize=16384)
def keys(word: str) -> frozenset[str]:
    """What the word can be matched by: its stem and the groups of like words it is in."""
    word = PHRASES.get(word, word)
    base = stem(word)
    return frozenset((base, *_tables()[0].get(base, ())))


def keys_of(words: Iterable[str]) -> frozenset[str]:
    """What any of these words can be matched by."""
    return frozenset().union(*map(keys, words))


@lru_cache(maxsize=16384)
def sides(word: str) -> tuple[tuple[str, int], ...]:
    """The (pair of opposites, +1 or -1) that the word stands for; empty for most words."""
    word = PHRASES.get(word, word)
    return _SURFACE[word] if word in _SURFACE else _tables()[1].get(stem(word), ())


# Where one form of a word says another thing than its stem.
_SURFACE: dict[str, tuple[tuple[str, int], ...]] = {
    "contract": (),  # the paper, not "contracted"
    "contracts": (),
    "sale": (("trade", -1),),  # one sale, not "sales"
    "leaves": (),
    "sever": (),
    "severed": (),
    "severing": (),
    "back": (),  # "bring back"
    "opposition": (),
    "later": (("late", 1),),
    "earlier": (("late", -1),),
    "defeat": (("match", -1),),  # "a defeat by"
    "defeats": (("match", 1),),
    "defeating": (("match", 1),),
    "final": (),  # mostly a match
    "finals": (),
    "defeated": (("match", 1),),
    "longer": (("length", 1), ("much", 1)),
    "shorter": (("length", -1), ("much", -1)),
    "long": (),  # "as long as"
    "present": (),  # mostly a verb
    "light": (),
    "hard": (),
    "right": (),
    "grave": (),
}


@lru_cache(maxsize=1)
def _common() -> frozenset[str]:
    return frozenset(stem(word) for word in _COMMON)


@lru_cache(maxsize=16384)
def common(word: str) -> bool:
    """True for a word that any retelling may use: it states next to nothing by itself."""
    return stem(word) in _common() or word in STOP


# They open sentences with a capital without being names.
_OPENERS = frozenset(
    stem(word)
    for word in (
        """
analysts investors shareholders police prosecutors officials researchers scientists experts
regulators customers consumers users workers employees economists lawmakers critics sources
authorities traders engineers doctors patients farmers residents visitors students shares stock
revenue sales profit profits prices costs earnings output production demand supply exports imports
trade inflation unemployment growth rents wages turnout deliveries construction building work
talks shipments orders volumes dividends market markets reports news data figures results evidence
sources yes no half most many several around about over nearly almost roughly approximately some
according following based priced founded located headquartered known called despite due given once
unlike prior pre together overall currently recently previously originally initially eventually
finally additionally furthermore specifically notably meanwhile however moreover therefore thus
hence instead still further later earlier today yesterday tomorrow side emergency parliament
government president minister chief director founder people everyone nobody none nothing someone
passengers commuters drivers pilots nurses teachers rain snow storms winds temperatures fans
players voters judges jurors courts banks companies firms hackers rescuers
"""
    ).split()
)


@lru_cache(maxsize=4096)
def opener(word: str) -> bool:
    """True for a word that begins many sentences, so that its capital says nothing."""
    word = word.lower()
    return (
        stem(word) in _OPENERS
        or common(word)
        or (len(word) > 5 and word.endswith(("ing", "ly", "tion", "ment", "ness", "ed")))
    )


_TOKENIZED = re.compile(r"\s[,.;]\s|\s(?:'s|n't)\s")


def tidy(text: str) -> str:
    """A text as printed, where it comes cut into tokens ("June 19 , 2009", "the king 's")."""
    text = re.sub(r"``\s?|\s?''", '"', fold(seen(text)))
    text = re.sub(r"(?<=\d) - (?=\d)", "-", text)
    if not _TOKENIZED.search(text):
        return text
    text = re.sub(r"\s+([,.;:!?%)\]]|'s\b|n't\b|'(?:re|ve|ll|d|m)\b)", r"\1", text)
    text = re.sub(r"([(\[$€£])\s+", r"\1", text)
    return re.sub(r"(?<=\w)\s-\s(?=\w)", "-", text)


# Participles too, but not of verbs that say one thing of many ("taken", "stolen").
PAST_FORMS = frozenset(
    """
rose fell grew shrank bought sold won lost beat led began went took made gave came became held
paid built left met ran saw sought spent stole struck told thought wrote said broke spoke brought
found knew showed drove died sank sent kept felt chose withdrew overtook cut put set hit let shut
hurt cost spread split burst cast quit shed slid swept tore threw wore drew flew rang sang sat stood
slept froze hid rode shook woke bit blew caught taught swam bore bent bound dealt dug fed fled
forgot fought ate swore stung strove upheld withheld undertook underwent repaid rebuilt rewrote
overcame resold outsold outgrew outdid outran oversaw foresaw laid sprang swung spun stuck shone
clung shot outbid
overtaken beaten chosen driven seen shaken hidden written thrown given known shown
broken worn torn frozen forgiven forgotten bitten fallen eaten blown grown drawn flown sworn woken
spoken begun
""".split()
)


def verbal(word: str) -> bool:
    """Most likely a verb or an adverb, so that another one may say the same."""
    lowered = word.lower()
    return lowered.endswith(("ed", "ing", "ly")) or lowered in PAST_FORMS


# They may stand for whoever the source names.
GENERIC = frozenset(
    stem(word)
    for word in """
company firm group business maker manufacturer carmaker airline bank operator provider agency person
people man woman report article memo paper chief executive president head leader share new move deal
decision figure number price club team city country
""".split()
)
