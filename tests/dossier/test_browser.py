"""The page in a real browser: accessible in light and dark, wide and narrow."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from assay.dossier import Paper, render_html

CHROMIUM = Path("/usr/bin/chromium")


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Headless Chromium, where it is installed."""
    if not CHROMIUM.exists():
        pytest.skip(f"no browser at {CHROMIUM}")
    sync_api: Any = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as started:
        opened = started.chromium.launch(
            executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-gpu"]
        )
        yield opened
        opened.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1300, 390])
def test_axe_finds_nothing_and_the_page_never_scrolls_sideways(
    browser: Any, paper: Paper, tmp_path: Path, scheme: str, width: int
) -> None:
    axe: Any = pytest.importorskip("axe_playwright_python.sync_playwright")
    page_file = tmp_path / "overview.html"
    page_file.write_bytes(render_html(paper))
    context = browser.new_context(
        color_scheme=scheme, viewport={"width": width, "height": 900}, bypass_csp=True
    )
    page = context.new_page()
    page.goto(page_file.as_uri())
    found = axe.Axe().run(page).response["violations"]
    wide = page.evaluate("document.documentElement.scrollWidth")
    context.close()

    assert [one["id"] for one in found] == []
    assert wide == width
