"""The portal in a real browser: without scripts, by keyboard, in light and dark."""

from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import (  # type: ignore[import-untyped]  # ships no types
    Axe,
)
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from waitress import wasyncore
from waitress.server import BaseWSGIServer, create_server

from assay.workspace import Workspace

CHROMIUM = Path("/usr/bin/chromium")
SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PAGES = {
    "home": "/",
    "scope": "/scope",
    "compare": "/scope?region=eu-west-1&compare=2026-01-01",
    "program": "/programs/soc-2",
    "levels": "/programs/dod-srg",
    "programs": "/programs",
    "cell": "/scope/soc-2/object-storage/eu-west-1",
    "slice": "/scope/fedramp/object-storage",
    "service": "/services/object-storage",
    "library": "/library",
    "dossiers": "/dossiers",
    "verify": "/verify",
    "digest": "/verify?sha256=x",
    "search": "/search?q=soc+2+object+storage+sydney",
    "nothing": "/search?q=zzz",
    "words": "/words",
    "missing": "/programs/fedrmp",
}
SHOWN = ("home", "scope", "program", "cell", "library", "verify")
WIDE = {"width": 1360, "height": 900}
PHONE = {"width": 390, "height": 844}

pytestmark = pytest.mark.skipif(
    not CHROMIUM.exists(), reason=f"there is no browser at {CHROMIUM}"
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        yield browser
        browser.close()


@pytest.fixture
def site(northwind: Workspace) -> Iterator[str]:
    assert settings.ASSAY_WORKSPACE is northwind
    sockets: dict[int, Any] = {}
    application = get_wsgi_application()
    server = create_server(application, sockets, host="127.0.0.1", port=0, threads=4)
    assert isinstance(server, BaseWSGIServer)
    thread = Thread(target=server.run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.getsockname()[1]}"
    # Its own thread closes it all: another may close what that one waits for.
    waker: Any = server.trigger
    waker.pull_trigger(lambda: wasyncore.close_all(sockets))
    thread.join(timeout=5)
    server.task_dispatcher.shutdown()


def opened(
    browser: Browser, *, size: dict[str, int], scheme: Any = "light", scripts: bool
) -> BrowserContext:
    return browser.new_context(
        viewport=size,  # type: ignore[arg-type]  # a plain dict of the same keys
        color_scheme=scheme,
        java_script_enabled=scripts,
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious_on_any_page(
    browser: Browser, site: str, scheme: str
) -> None:
    context = opened(browser, size=WIDE, scheme=scheme, scripts=True)
    page = context.new_page()
    found: dict[str, list[str]] = {}
    for name, address in PAGES.items():
        page.goto(site + address)
        ran = Axe().run(page).response
        assert ran["passes"], name
        faults = ran["violations"]
        grave = [
            f"{fault['id']}: {fault['nodes'][0]['html'][:160]}"
            for fault in faults
            if fault["impact"] in {"serious", "critical"}
        ]
        if grave:
            found[name] = grave
    context.close()

    assert found == {}


@pytest.mark.parametrize(
    ("mode", "size", "scheme"),
    [("light", WIDE, "light"), ("dark", WIDE, "dark"), ("phone", PHONE, "light")],
)
def test_pages_are_whole_without_scripts_and_pictures_are_kept(  # noqa: PLR0917
    browser: Browser,
    site: str,
    project: Path,
    mode: str,
    size: dict[str, int],
    scheme: str,
) -> None:
    kept = project / "build" / "screenshots"
    kept.mkdir(parents=True, exist_ok=True)
    context = opened(browser, size=size, scheme=scheme, scripts=False)
    page = context.new_page()
    loud: list[str] = []
    page.on("console", lambda message: loud.append(message.text))
    for name in SHOWN:
        page.goto(site + PAGES[name])
        page.screenshot(path=kept / f"{name}-{mode}.png", full_page=True)
        assert page.locator("h1").count() == 1
    context.close()

    assert loud == []


@pytest.mark.parametrize("width", [320, 390, 680, 1360])
def test_no_page_is_wider_than_its_window(
    browser: Browser, site: str, width: int
) -> None:
    context = opened(browser, size={"width": width, "height": 700}, scripts=True)
    page = context.new_page()
    wide: dict[str, int] = {}
    for name, address in PAGES.items():
        page.goto(site + address)
        found = page.evaluate("document.documentElement.scrollWidth")
        if found > width:
            wide[name] = found
    context.close()

    assert wide == {}


def test_targets_are_at_least_24_pixels(browser: Browser, site: str) -> None:
    context = opened(browser, size=WIDE, scripts=True)
    page = context.new_page()
    small: list[str] = []
    for address in ("/", "/scope", "/verify", "/library"):
        page.goto(site + address)
        small += page.evaluate(_SMALL)
    context.close()

    assert small == []


_SMALL = """() => [...document.querySelectorAll(
    'button, select, input:not([type=hidden]), .matrix a, nav a, .button')]
  .map(e => [e, e.getBoundingClientRect()])
  .filter(([e, r]) => r.width && (r.height < 24 || r.width < 24))
  .map(([e, r]) => `${e.outerHTML.slice(0, 90)} ${r.width}x${r.height}`)"""


def test_a_keyboard_reaches_the_skip_link_the_filters_and_a_cell(
    browser: Browser, site: str
) -> None:
    context = opened(browser, size=WIDE, scripts=True)
    page = context.new_page()
    page.goto(f"{site}/scope")
    reached = [_tab(page) for _ in range(60)]
    with page.expect_navigation():
        page.keyboard.press("Enter")
    address = page.url.removeprefix(site)
    context.close()

    assert reached[0] == "a.skip"
    order = [
        "select#f-region",
        "select#f-kind",
        "select#f-level",
        "button.primary",
        "div.scroll",
        "a.cell",
    ]
    places = [next(i for i, one in enumerate(reached) if one == name) for name in order]
    assert places == sorted(places)
    assert address.startswith(("/scope/", "/programs/", "/services/"))


def test_the_skip_link_leads_past_the_navigation(browser: Browser, site: str) -> None:
    context = opened(browser, size=WIDE, scripts=True)
    page = context.new_page()
    page.goto(f"{site}/scope")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    nearest = _tab(page)
    context.close()

    assert nearest == "select#f-region"


def test_a_dossier_is_verified_by_a_form_without_scripts(
    browser: Browser, site: str, northwind: Workspace
) -> None:
    context = opened(browser, size=WIDE, scripts=False)
    page = context.new_page()
    page.goto(f"{site}/verify")
    page.set_input_files("#dossier", northwind.root / "dossiers/overview-1.assay")
    page.get_by_role("button", name="Verify").click()
    heading = page.locator("h1").inner_text()
    context.close()

    assert heading == "Genuine, and nothing newer is known"


def test_a_public_report_is_one_click_after_a_search(
    browser: Browser, site: str
) -> None:
    context = opened(browser, size=WIDE, scripts=False)
    page = context.new_page()
    page.goto(f"{site}/programs/soc-3")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="SOC 3 report").first.click()
    name = waiting.value.suggested_filename
    context.close()

    assert name.startswith("soc-3-")


def _tab(page: Page) -> str:
    page.keyboard.press("Tab")
    told: str = page.evaluate(
        """() => { const e = document.activeElement;
             const id = e.id ? '#' + e.id : '';
             const kind = e.classList.length ? '.' + e.classList[0] : '';
             return e.tagName.toLowerCase() + (id || kind); }"""
    )
    return told
