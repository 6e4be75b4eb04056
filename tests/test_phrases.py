"""Phrases of boilerplate, by the words alone. What they do to an article: test_cleaner.py."""

from __future__ import annotations

import time

import pytest

from index import phrases


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("**» Read more »**", "Read more"),
        ("<p>Anvils</p>", "Anvils"),
        ("[Anvils](https://anvils.example/a)", "Anvils"),
        ("5 < 6 and 7 > 6", "5 < 6 and 7 > 6"),
        ("<script>x</script>", "<script>x</script"),
        ("***", ""),
    ],
)
def test_plain(line: str, words: str) -> None:
    assert phrases.plain(line) == words


def test_a_notice_that_someone_is_quoted_with_is_no_invitation() -> None:
    notice = "Sign up for our newsletter, the chairman said."
    assert phrases.is_notice(notice)
    assert not phrases.is_invitation(notice)
    assert phrases.is_invitation("Sign up for our newsletter.")
    assert phrases.is_invitation("Read also: Anvils rise, says jury")  # names another article
    assert not phrases.is_notice("Read also: Anvils rise, says jury")


def test_every_invitation_is_found_by_its_first_words() -> None:
    for sentence in (
        "Read also: Anvils win a prize",
        "Click here to see the plan.",
        "Follow us on Facebook.",
        "Find our page on Facebook.",
        "We use cookies.",
        "© 2025 Anvil News.",
        "Never miss a story.",
    ):
        assert phrases.is_invitation(sentence)
        assert len(phrases.invitation_starts(f"Anvils rose. {sentence}")) == 1
    assert phrases.invitation_starts("Anvils rose. The plant is full.") == []


@pytest.mark.parametrize("line", ["Share", "Comments (3)", "Facebook | Twitter", "* * *"])
def test_boilerplate_lines(line: str) -> None:
    assert phrases.is_boilerplate(line)


@pytest.mark.parametrize("line", ["x", "Shares", "Comments by the chairman", "Buy anvils"])
def test_other_lines(line: str) -> None:
    assert not phrases.is_boilerplate(line)


def test_marks_of_an_advertisement_are_counted() -> None:
    pitch = "Should you sell? Find out now in our free report."
    assert phrases.is_pitch(pitch, least=2)
    assert not phrases.is_pitch(pitch, least=4)
    assert not phrases.is_pitch("Find out now, he said: the free report is here.", least=1)


TICKERS = ", ".join(f"${'ABCDEFG'[n % 7]}APL {100 + n}" for n in range(2000))


def test_a_line_of_quotations_is_a_ticker() -> None:
    assert phrases.is_boilerplate(TICKERS[:300].rpartition(",")[0])
    assert phrases.is_boilerplate("$AAPL 182.50 +1.2%, $MSFT 107 ▲ 0.3 %, NYSE: GE 99 -2,")
    assert not phrases.is_boilerplate("$AAPL rose 3% on Monday")


@pytest.mark.parametrize("end", ["", ", and so on", " ..., ...x", " 1 2 3 4"])
def test_many_quotations_take_little_time(end: str) -> None:
    started = time.thread_time()
    assert (phrases._TICKER.fullmatch(TICKERS + end) is not None) == (end == "")
    phrases.is_boilerplate(", ".join(TICKERS.split(", ")[:25]) + end)
    assert time.thread_time() - started < 1


@pytest.mark.parametrize(
    "line", ["© " + "a" * 390 + " !!!! x", "Read more" + " about a" * 45 + "!x"]
)
def test_notices_that_almost_are_take_little_time(line: str) -> None:
    started = time.thread_time()
    assert not phrases.is_notice(line)
    assert time.thread_time() - started < 1


@pytest.mark.parametrize(
    ("line", "teaser"),
    [
        ("Should investors get out now? Or is Alibaba worth a purchase?", True),
        ("Should shareholders approve the purchase of Vantmoor?", False),
        ("Is Alibaba worth 200 billion dollars?", False),
    ],
)
def test_a_question_whether_to_trade_is_a_teaser_and_a_question_of_fact_is_not(
    line: str, teaser: bool
) -> None:
    assert phrases.is_boilerplate(line) is teaser


@pytest.mark.parametrize(
    "line",
    [
        "分享：微博 | 微信 | QQ空间",
        "【打印】【字号：大 中 小】【收藏】",
        "首页 > 新闻 > 本地新闻",
        "热门推荐",
        "Artikel drucken | Artikel merken | Kommentare (48)",
        "Startseite > Lokales > Olderum",
        "Partager : Facebook | X | LinkedIn | Envoyer par e-mail",
        "À lire aussi",
        "Compartir en Facebook · Compartir en X · Enviar por WhatsApp",
        "Commenter (27)   Imprimer   Signaler une erreur",
    ],
)
def test_buttons_of_other_languages(line: str) -> None:
    assert phrases.is_boilerplate(line)


@pytest.mark.parametrize(
    "line",
    [
        "【相关阅读】海湾大桥年内通车",
        "扫描二维码，关注海湾晚报公众号",
        "责任编辑：方小满",
        "Abonnez-vous : 1 € le premier mois, sans engagement",
        "Suscríbete a nuestro boletín",
        "Te puede interesar: Diez calas para el verano",
    ],
)
def test_invitations_of_other_languages(line: str) -> None:
    assert phrases.is_invitation(line)


@pytest.mark.parametrize(
    "line",
    [
        "微博用户数量增长了两成。",
        "编辑部位于海湾大厦三楼。",
        "Partager le pain est une tradition à Arville.",
        "El ayuntamiento va a compartir los datos.",
    ],
)
def test_what_only_sounds_like_a_button_is_news(line: str) -> None:
    assert not phrases.is_boilerplate(line)
    assert not phrases.is_invitation(line)
