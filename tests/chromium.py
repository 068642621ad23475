"""A real browser for tests of pages: Debian's Chromium, driven by Playwright."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

CHROMIUM = Path("/usr/bin/chromium")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
_SHARED: list[Browser] = []


@pytest.fixture(scope="session")
def chromium(request: pytest.FixtureRequest) -> Iterator[Browser]:
    """Chromium without a window, one for all modules that ask; its absence is a failure and never a skip."""
    if not CHROMIUM.exists():
        pytest.fail("the tests of pages need Chromium: apt-get install chromium", pytrace=False)
    if not _SHARED:
        playwright = sync_playwright().start()
        request.config.add_cleanup(playwright.stop)
        _SHARED.append(playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET)))
        request.config.add_cleanup(_SHARED[0].close)
    yield _SHARED[0]
