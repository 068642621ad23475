"""A real browser for tests of pages: Debian's Chromium, driven by Playwright."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

CHROMIUM = Path("/usr/bin/chromium")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
# How long a test waits for what must come, in milliseconds: a busy machine is slow, and no fault of the page.
PATIENCE = 30_000
_SHARED: list[Browser] = []


@pytest.fixture(scope="session")
def chromium(request: pytest.FixtureRequest) -> Iterator[Browser]:
    """Chromium without a window, one for all modules that ask; its absence is a failure and never a skip."""
    if not CHROMIUM.exists():
        pytest.fail("the tests of pages need Chromium: apt-get install chromium", pytrace=False)
    expect.set_options(timeout=PATIENCE)
    if not _SHARED:
        playwright = sync_playwright().start()
        request.config.add_cleanup(playwright.stop)
        _SHARED.append(playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET)))
        request.config.add_cleanup(_SHARED[0].close)
    yield _SHARED[0]


def turn(page: Page, hash_: str) -> None:
    """Changes the address as a link in the page does; what the page makes of it comes later, and is to be waited for."""
    page.evaluate("hash => { location.hash = hash }", hash_)


def resize(page: Page, width: int, height: int) -> None:
    """Another size of the window, and the page knows of it."""
    page.set_viewport_size({"width": width, "height": height})
    page.wait_for_function("size => innerWidth === size[0] && innerHeight === size[1]", arg=[width, height])
