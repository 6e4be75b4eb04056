import datetime as dt
import random
import re
from pathlib import Path

import pytest
import wires

from index import catalog as cataloguing
from index import copies
from index.catalog import Catalog, FileState
from index.copies import alike, story
from index.reader import read
from index.sync import prepare
from index.types import Article, Published

GOLDEN = Path(__file__).parent.parent / "evals" / "golden" / "articles"
STATE = FileState(10, 1, None)

WIRE = [
    "A ferry with 214 people on board ran aground off Skarholm late on Friday after its rudder"
    " jammed, the coast guard said.",
    "Nobody was hurt, but the passengers spent nine hours on deck before two tugs from Port"
    " Ellery pulled the ship free at high water.",
    'The captain, Runa Feldt, said the helm "simply stopped answering" 400 metres from the pier.',
    "She dropped both anchors, which kept the ship from turning onto the rocks.",
    "Divers found a bent plate of 3 metres below the waterline, and the operator, Nordal Lines,"
    " has taken the vessel out of service until December 2.",
    "The ship was built in 1987 and had passed an inspection in August.",
    "Nordal carries around 640,000 passengers a year between Skarholm and the mainland, and two"
    " smaller boats will take over the route from Sunday.",
    "Fares are to be refunded, the company said, and whoever missed a connection may ask for"
    " 75 crowns in addition.",
    "The islands' council has asked for a second pier since 2019, when a freighter blocked the"
    " only one for four days.",
    "Its chair, Odd Lervik, said he would raise the matter with the ministry in Tarnholm again.",
]
OTHER_REPORT = [
    "For nine hours the passengers of the Skarholm ferry watched the lights of home and could"
    " not get there.",
    "The ship had struck a sandbank on Friday night within sight of the pier when the steering"
    " failed, and only at dawn did tugs drag it off.",
    '"We sang to keep the children calm," said Maren Hove, who was travelling with three of them.',
    "The coast guard counted 214 people on the vessel, none of them injured.",
    'Captain Runa Feldt told our reporter that the helm "simply stopped answering"; her quick'
    " use of the anchors was praised by everybody we met on the quay.",
    "Nordal Lines would not say how long repairs may last, though a diver who had been below"
    " spoke of a buckled plate.",
    "Islanders have complained about the single pier for years, and on Saturday morning they"
    " had found a new argument.",
]


def with_lead(lead: str, *end: str) -> list[str]:
    return [lead, *WIRE[1:], *end]


COPIES = {
    "an edited first sentence": with_lead(
        "The Skarholm ferry hit the ground on Friday night because of a jammed rudder; all 214"
        " people on it are safe, according to the coast guard."
    ),
    "a paragraph of its own": [
        *WIRE,
        "Of those on board, thirty came from our town, and the school sent a bus to fetch its"
        " handball team from the harbour.",
        "The team had won in Brekke the night before, the headmaster said.",
    ],
    "both": with_lead(
        "Our handball team was among the 214 people on the ferry that ran aground near Skarholm"
        " on Friday evening, and is well.",
        "The headmaster thanked the crew and the people of Port Ellery for blankets and soup.",
    ),
    "its end cut": WIRE[:5],
    "all but the beginning cut": WIRE[:3],
    "a word changed here and there": [
        line.replace("said", "says").replace("ship", "vessel").replace("around", "about")
        for line in WIRE
    ],
    "figures corrected": [
        line.replace("214", "217").replace("nine hours", "ten hours").replace("640,000", "650,000")
        for line in WIRE
    ],
    "an update on top": [
        "The ferry that ran aground off Skarholm will sail again next week, Nordal Lines said on"
        " Monday after its yard had straightened a plate.",
        "A new rudder is on its way from Tarnholm.",
        *WIRE,
    ],
    "soft hyphens in its long words": [
        re.sub(r"(\w{4})(\w{3})", "\\1\u00ad\\2", line) for line in WIRE
    ],
    "other quotation marks and line ends": [
        line.replace('"', "“").replace("'", "’").replace(" ", "\n", 7) for line in WIRE
    ],
}


@pytest.mark.parametrize("how", COPIES)
def test_a_copy_may_have(how: str) -> None:
    assert alike(story("", WIRE), story("", COPIES[how]))
    assert alike(story("", COPIES[how]), story("", WIRE))


def roundup() -> list[str]:
    return [
        "The reservoir at Hallin is full for the first time in six years, the waterworks said.",
        "Its engineers opened two of the five sluices on Thursday and warned anglers downstream.",
        "In Brekke the council voted by 21 to 18 to keep the swimming bath, whose roof leaks.",
        "Repairs will cost 2.4 million crowns, and the bath is to shut for the winter.",
        "The price of herring fell to 11 crowns a kilo at the Ellery auction, a third less than"
        " last year, after a week in which every boat came home heavy.",
        *WIRE[:4],
        "A choir of 90 voices opened the new concert hall in Tarnholm with a piece written for it.",
        "The composer, Liv Sande, conducted; the minister came late and left early.",
    ]


def test_a_raised_digit_is_none_of_the_figure_before_it() -> None:
    marked, joined = (
        story("T", [sentence.replace("640,000", figure) for sentence in WIRE])
        for figure in ("640³", "6403")
    )
    assert marked.runs.tolist() != joined.runs.tolist()


def test_another_report_of_the_event_is_no_copy() -> None:
    assert not alike(story("", WIRE), story("", OTHER_REPORT))


def test_a_roundup_that_prints_the_beginning_of_a_report_is_no_copy() -> None:
    long = [*roundup(), *(line.replace("Brekke", "Holmby") for line in reversed(roundup()[:5]))]
    assert not alike(story("", WIRE[:4]), story("", long))


QUARTER = (
    "{0} said on Thursday that its revenue rose to {1} million crowns in the quarter that ended"
    " on September 30, while analysts had on average expected {2} million crowns. "
    "Net profit for the period came to {3} million crowns, or {4} crowns a share, the company"
    " said in its report. "
    "{5}, the chief executive of {0}, said that the company had made good progress in all its"
    " divisions and that demand in its home market of {6} had been better than feared. "
    "The company, which is based in {6} and employs {7} people, kept its forecast for the full"
    " year and said that it would pay a dividend of {8} crowns a share. "
    "Shares of {0} closed {9} percent higher on the exchange in {10} after the report."
)
COMPANIES = [
    "Vantmoor|812|790|66|1.31|Ada Brandt|Holmby|4,100|0.55|2.4|Tarnholm",
    "Orbelin Steel|2,340|2,410|118|3.02|Jon Krag|Port Ellery|11,800|1.10|1.7|Lauterfurt",
    "Dovrane|455|431|29|0.87|Mette Lund|Brekke|2,250|0.30|5.6|Grelling",
    "Kestrelane|1,075|1,020|94|2.15|Ivo Stahl|Hallin|6,700|0.80|3.3|Norvik",
]


def sentences(text: str) -> list[str]:
    return [f"{part}." for part in text.rstrip(".").split(". ")]


def test_reports_from_one_template_are_no_copies() -> None:
    reports = [story("", sentences(QUARTER.format(*one.split("|")))) for one in COMPANIES]
    for n, one in enumerate(reports):
        assert not any(alike(one, other) for other in reports[n + 1 :])


def test_facts_in_what_follows_every_report_do_not_make_it_a_copy() -> None:
    reports = [
        story("", [*sentences(QUARTER.format(*one.split("|"))), *EVERY_WEEK, *roundup()[:5]])
        for one in COMPANIES
    ]
    for n, one in enumerate(reports):
        assert not any(alike(one, other) for other in reports[n + 1 :])


def test_the_next_quarter_of_the_same_company_is_no_copy() -> None:
    one, other = (company.split("|") for company in COMPANIES[:2])
    later = [one[0], *other[1:5], one[5], one[6], *other[7:10], one[10]]
    assert not alike(
        story("", sentences(QUARTER.format(*one))), story("", sentences(QUARTER.format(*later)))
    )


EVERY_WEEK = [
    "The Harbour Letter is written by Runa Feldt and Odd Lervik in Port Ellery and has 12,400"
    " readers from Skarholm to Tarnholm.",
    "It began in 2014 as a list of tides for 30 anglers, and still carries the tides for those"
    " who ask for them.",
    "The Nordal Lines timetable on page 2 is the one of October 1, with boats at 6:10, 9:40 and"
    " 17:25 on every day but Sunday.",
    "The fish market at Quay 3 opens at 5:30, the museum of the lifeboats at 10:00, and the"
    " Brekke swimming bath not before the roof is mended.",
    "Letters reach the editors in the old customs house, Strandgate 14, where the lamp in the"
    " window tells that somebody is in.",
    "Past issues since 2014 lie in the library of Hallin, whose reading room Liv Sande opens on"
    " weekdays.",
]


def test_two_issues_of_a_newsletter_are_no_copies() -> None:
    this_week = [*WIRE[:4], *EVERY_WEEK]
    next_week = [*OTHER_REPORT[:3], *EVERY_WEEK]
    shared = set(story("", this_week).runs) & set(story("", next_week).runs)
    assert len(shared) > 0.5 * len(story("", next_week).runs)
    assert not alike(story("", this_week), story("", next_week))


def test_a_short_text_is_a_copy_only_of_the_same() -> None:
    flash = ["The ferry from Skarholm is late, Nordal Lines said."]
    same = ["The ferry  from Skarholm is late,\nNordal Lines said."]
    more = [*flash, "A second boat is on its way."]
    assert story("Ferry late", flash).id == story("Ferry late", same).id
    assert story("Ferry late", flash).id != story("Boat late", flash).id
    assert story("Ferry late", flash).id != story("Ferry late", more).id
    assert not alike(story("Ferry late", flash), story("Ferry late", more))
    assert not alike(story("", flash), story("", WIRE))
    assert story("", []).id != story("A title", []).id


def test_a_text_without_spaces_is_compared_by_its_letters() -> None:
    one = [
        "上周五晚，一艘载有214人的渡轮因舵机卡死在海岛附近搁浅，海岸警卫队表示无人受伤。",
        "乘客在甲板上等待了九个小时，随后两艘拖船在涨潮时将船拖离浅滩。",
        "船长表示，在距离码头四百米处，舵轮完全失去了反应，她随即抛下了两个船锚。",
    ]
    other = [
        "当地居民多年来一直抱怨岛上只有一座码头，这次事故让他们有了新的理由要求政府拨款。",
        "议会主席说，他将再次向交通部提出修建第二座码头的申请，预算约为三千万。",
        "渡轮公司拒绝透露维修需要多长时间，只说下周日起由两艘较小的船接替航线。",
    ]
    assert alike(story("", one), story("", [*one[:2], other[2]]))
    assert not alike(story("", one), story("", other))


def test_names_are_no_matter_of_capitals_at_the_start_of_a_sentence() -> None:
    numbers, names = copies._facts(("Fares rose 4.5 percent. ", "Runa Feldt left Tarnholm."))
    assert numbers == {"4.5"}
    assert names == {"feldt", "tarnholm"}


def test_a_book_is_compared_by_its_beginning() -> None:
    rng = random.Random(1)
    book = [" ".join(f"word{rng.randrange(5000)}" for _ in range(20)) + "." for _ in range(9000)]
    one, other = story("", book), story("", [*book, "The end."])
    assert len(one.runs) < copies._LONG / 5
    assert one.id != other.id
    assert alike(one, other)


# --- in the catalogue ---


def article(file: str, body: list[str], day: str | None = None, time: str | None = None) -> Article:
    published = None
    if day is not None:
        clock = dt.time.fromisoformat(time) if time else None
        published = Published(dt.date.fromisoformat(day), "text", clock)
    text = "\n\n".join(body)
    return Article(file, text, f"About {file}", f"hash of {text}", "utf-8", published)


def put(catalog: Catalog, *articles: Article) -> None:
    for one in articles:
        catalog.put(prepare(one, STATE))


def groups(catalog: Catalog) -> set[frozenset[str]]:
    found: dict[str, set[str]] = {}
    for info in catalog.articles():
        found.setdefault(info.cluster, set()).add(info.file)
    assert all(cluster in members for cluster, members in found.items())
    return {frozenset(members) for members in found.values()}


@pytest.fixture
def catalog(tmp_path: Path) -> Catalog:
    return Catalog.open(tmp_path / "index")


def test_copies_are_told_with_their_first_publication(catalog: Catalog) -> None:
    put(
        catalog,
        article("undated.txt", WIRE),
        article("evening.txt", COPIES["both"], "2025-11-08"),
        article("morning.txt", COPIES["its end cut"], "2025-11-08", "06:30"),
        article("update.txt", COPIES["figures corrected"], "2025-11-09"),
        article("other.txt", OTHER_REPORT, "2025-11-08"),
    )
    order = ["morning.txt", "evening.txt", "update.txt", "undated.txt"]
    for file in order:
        found = catalog.copies(file)
        assert [info.file for info in found] == order
        assert {info.cluster for info in found} == {"morning.txt"}
    assert [info.file for info in catalog.copies("other.txt")] == ["other.txt"]
    assert catalog.copies("missing.txt") == ()
    assert catalog.clusters([*order, "other.txt", "missing.txt"]) == {
        **dict.fromkeys(order, "morning.txt"),
        "other.txt": "other.txt",
        "missing.txt": "missing.txt",
    }
    by_file = {info.file: info for info in catalog.articles()}
    assert list(by_file) == sorted(by_file)
    assert by_file["update.txt"] == found[2]


def test_what_held_a_cluster_together_may_go(catalog: Catalog) -> None:
    first, second = article("first.txt", WIRE[:5]), article("second.txt", WIRE[5:])
    whole = article("whole.txt", WIRE)
    back = article("back.txt", [*WIRE[5:], *WIRE[:5]])  # begins as the second, has all of both
    put(catalog, first, second, whole, back)
    assert groups(catalog) == {frozenset({"first.txt", "second.txt", "whole.txt", "back.txt"})}
    catalog.remove("back.txt")
    assert groups(catalog) == {frozenset({"first.txt", "whole.txt"}), frozenset({"second.txt"})}
    put(catalog, article("whole.txt", OTHER_REPORT))
    assert len(groups(catalog)) == 3
    put(catalog, back)
    assert groups(catalog) == {
        frozenset({"first.txt", "second.txt", "back.txt"}),
        frozenset({"whole.txt"}),
    }


def test_one_of_two_same_ones_may_go(catalog: Catalog) -> None:
    put(catalog, *(article(name, WIRE) for name in ("a.txt", "b.txt", "c.txt")))
    catalog.remove("a.txt")
    assert groups(catalog) == {frozenset({"b.txt", "c.txt"})}
    catalog.remove("b.txt")
    catalog.remove("c.txt")
    assert tables(catalog) == [[], [], [], []]


def test_the_golden_folder_has_one_story_that_was_copied(catalog: Catalog) -> None:
    for path in sorted(GOLDEN.iterdir()):
        put(catalog, read(path, path.name))
    (copied,) = [group for group in groups(catalog) if len(group) > 1]
    assert copied == {
        f"grelling-tunnel-fire-{name}.txt" for name in ("courier", "ledger", "norvik-wire")
    }
    wire, *papers = catalog.copies("grelling-tunnel-fire-ledger.txt")
    assert wire.file == "grelling-tunnel-fire-norvik-wire.txt"  # the one with a time of day
    assert len(papers) == 2


def tables(catalog: Catalog) -> list[list[tuple[object, ...]]]:
    """What the catalogue holds of copies, whatever the order in which it came there."""
    with catalog.transaction("DEFERRED") as db:
        return [
            db.execute(f"SELECT {what} ORDER BY 1, 2").fetchall()
            for what in (
                "file, story FROM articles",
                "id, cluster, marks FROM stories",
                "mark, story FROM (SELECT * FROM marks UNION ALL SELECT * FROM fresh_marks)",
                "story, other FROM links",
            )
        ]


def random_body(rng: random.Random) -> list[str]:
    """One of a few texts: whole, cut, put together of two, with own words in between, short."""
    bodies = [WIRE, OTHER_REPORT, roundup(), EVERY_WEEK]
    bodies += [sentences(QUARTER.format(*one.split("|"))) for one in COMPANIES]
    one, other = rng.sample(bodies, 2)
    start = rng.choice([0, 0, 0, 1, 3])
    body = one[start : start + rng.randint(1, 10)]
    if rng.random() < 0.3:
        body += other[: rng.randint(1, 4)]
    if rng.random() < 0.3:
        body = [line.replace(" the ", f" {rng.choice('the this that'.split())} ") for line in body]
    if rng.random() < 0.3:
        own = " ".join(
            rng.choice("wind sea Lervik boat 17 rain Brekke low".split()) for _ in "x" * 30
        )
        body.insert(rng.randint(0, 1), f"{own}.")
    return body


@pytest.mark.parametrize("first", [2, 8])
@pytest.mark.parametrize("seed", range(8))
def test_an_index_that_grew_equals_one_built_from_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int, first: int
) -> None:
    monkeypatch.setattr(copies, "_FIRST", first)
    rng = random.Random(seed)
    grown, now = Catalog.open(tmp_path / "grown"), dict[str, Article]()
    sizes = []
    for step in range(1, 91):
        file = f"{rng.randrange(30)}.txt"
        if file in now and rng.random() < 0.5:
            grown.remove(file)
            del now[file]
        else:
            now[file] = article(file, random_body(rng))
            put(grown, now[file])
        if step % 15:
            continue
        fresh = Catalog.open(tmp_path / f"fresh{step}")
        put(fresh, *rng.sample(list(now.values()), len(now)))
        assert tables(grown) == tables(fresh)
        assert groups(grown) == groups(fresh)
        assert grown.articles() == fresh.articles()
        sizes += map(len, groups(fresh))
        fresh.close()
    assert max(sizes) > 3  # the texts are such that there is something to get wrong
    assert sizes.count(1) > 3


@pytest.mark.parametrize("most", [0, 100])
def test_marks_of_late_are_taken_over_and_tell_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    whole = Catalog.open(tmp_path / "whole")
    parted = Catalog.open(tmp_path / "parted")
    rng = random.Random(4)
    articles = [article(f"{n}.txt", random_body(rng)) for n in range(40)]
    put(whole, *articles)
    with monkeypatch.context() as patched:
        patched.setattr(cataloguing, "FRESH_MARKS", most)
        put(parted, *articles[:30])
    put(parted, *articles[30:])
    for one in (whole, parted):
        one.remove("3.txt", "33.txt")
    assert whole._rows("SELECT count(*) FROM marks") == [(0,)]
    for name in ("marks", "fresh_marks"):
        assert parted._rows(f"SELECT count(*) FROM {name}") > [(0,)]
    assert tables(parted) == tables(whole)
    assert groups(parted) == groups(whole)


def test_many_texts_from_one_template_are_not_all_compared(
    catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared = []

    def counted(one: copies.Story, other: copies.Story) -> bool:
        compared.append((one.id, other.id))
        return alike(one, other)

    monkeypatch.setattr(copies, "alike", counted)
    rng, names = random.Random(3), "Vant Orb Dov Kest Marl Hal Brek Tarn Nor Skar".split()
    for n in range(200):
        name = "".join(rng.sample(names, 2)).capitalize()
        values = [f"{name} {n}", *(str(rng.randrange(10, 9999)) for _ in range(4))]
        values += [f"{name}son Feld{n}", f"{name}ham", *(str(rng.randrange(99)) for _ in range(3))]
        put(catalog, article(f"{n}.txt", sentences(QUARTER.format(*values, f"{name}by"))))
    assert len(groups(catalog)) == 200
    assert len(compared) < 200 * 2 * 32 < 200 * 199 / 2


def test_a_large_cluster_holds_beyond_the_first(catalog: Catalog) -> None:
    many = [article(f"{n}.txt", [*WIRE, f"Our reporter number {n} was there."]) for n in range(60)]
    put(catalog, *many)
    assert len(groups(catalog)) == 1
    for one in many[:55]:
        catalog.remove(one.file)
    assert groups(catalog) == {frozenset(one.file for one in many[55:])}


def test_copies_of_wire_stories_as_papers_print_them(tmp_path: Path, catalog: Catalog) -> None:
    printed = wires.stories()
    found = wires.measured(printed, catalog, tmp_path / "news")
    print(wires.told(printed, found))
    assert len({one.story for one in printed}) == 12
    assert not found.wrong
    assert found.precision == 1.0
    assert found.recall >= 0.93
    assert len(found.missed) <= 2


def test_the_measure_of_copies_counts_what_is_missed_and_what_is_wrong(
    tmp_path: Path, catalog: Catalog
) -> None:
    wire, other = "\n\n".join(WIRE), "\n\n".join(OTHER_REPORT)
    printed = [
        wires.Printed("ferry", "wire", "", wire),
        wires.Printed("ferry", "copy", "cut", "\n\n".join(WIRE[:5])),
        wires.Printed("ferry", "copy", "told anew", other),
        wires.Printed("ferry", "other", "a copy in truth", wire + "\n\nIt rained."),
    ]
    found = wires.measured(printed, catalog, tmp_path / "news")
    assert (found.true, found.found, found.both) == (3, 3, 1)
    assert [one.how for one in found.missed] == ["told anew"]
    assert {other.how for _, other in found.wrong} == {"a copy in truth"}
    assert (found.precision, found.recall) == (1 / 3, 1 / 3)
