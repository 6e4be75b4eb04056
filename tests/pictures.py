"""Make the pictures in docs/ from the page as it is: ``python tests/pictures.py [URL]``.

Without the URL of a page over the sample articles it starts one.
"""

import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import sync_playwright
from test_app import ROOT, running
from test_browser import CHIPS, CHROMIUM, FLAGS, GLASSES, NEARLY, PATIENCE, ask

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

DOCS = ROOT / "docs"
WIDE = {"viewport": {"width": 1360, "height": 850}}
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "device_scale_factor": 2}


def main(*urls: str) -> int:
    """Take every picture anew; each is then to be looked at."""
    with ExitStack() as stack:
        scratch = stack.enter_context(tempfile.TemporaryDirectory())
        play = stack.enter_context(sync_playwright())
        browser = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        samples = ROOT / "evals" / "golden" / "articles"
        if urls:
            (url,) = urls
        else:
            url = stack.enter_context(running(samples, Path(scratch) / "index")).url
        for take in (conversation, refusal, articles, phone, dark, evals):
            take(browser, url)
    return 0


def opened(browser: "Browser", url: str, **options: object) -> "Page":
    """The page as a new visitor sees it, its vectors made."""
    page = browser.new_page(**options)  # type: ignore[arg-type]
    page.set_default_timeout(PATIENCE)
    page.goto(url)
    page.wait_for_selector(".examples button")
    page.wait_for_selector(".pending", state="detached")
    return page


def kept(page: "Page", name: str) -> None:
    """Write one picture, once nothing moves any more."""
    page.mouse.move(0, 0)
    page.wait_for_timeout(1_500)
    page.screenshot(path=DOCS / f"{name}.png")
    page.close()


def conversation(browser: "Browser", url: str) -> None:
    """An answer with its evidence; sources that disagree; the article behind a sentence."""
    page = opened(browser, url, **WIDE)
    ask(page, GLASSES)
    kept(page, "ask")
    page = opened(browser, url, **WIDE)
    ask(page, CHIPS)
    kept(page, "conflict")
    page = opened(browser, url, **WIDE)
    ask(page, CHIPS).locator(".statement", has_text="MI300X").locator(".cite").click()
    page.locator("mark.chosen", has_text="MI300X").wait_for()
    kept(page, "article")


def refusal(browser: "Browser", url: str) -> None:
    """What is not in the articles."""
    page = opened(browser, url, **WIDE)
    ask(page, NEARLY)
    kept(page, "refusal")


def articles(browser: "Browser", url: str) -> None:
    """The list, and one of it opened."""
    page = opened(browser, url, **WIDE)
    page.get_by_role("tab", name="Articles").click()
    page.get_by_role("button", name="A wall for Brackwater").click()
    page.wait_for_selector("#reading .text")
    kept(page, "articles")


def evals(browser: "Browser", url: str) -> None:
    """The project's own questions, all of them: the plots, and the cases that failed."""
    page = opened(browser, url, viewport={"width": 1360, "height": 1000})
    page.get_by_role("tab", name="Evals").click()
    page.get_by_label("All", exact=True).check()
    page.get_by_role("button", name="Run", exact=True).click()
    page.locator("#report table").first.wait_for(timeout=20 * PATIENCE)
    page.locator("#report .plots").first.evaluate("plots => plots.scrollIntoView()")
    kept(page, "evals")


def phone(browser: "Browser", url: str) -> None:
    """The same on a phone."""
    page = opened(browser, url, **PHONE)
    ask(page, CHIPS)
    kept(page, "phone")


def dark(browser: "Browser", url: str) -> None:
    """The same at night."""
    page = opened(browser, url, **WIDE, color_scheme="dark")
    ask(page, CHIPS)
    kept(page, "dark")


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
