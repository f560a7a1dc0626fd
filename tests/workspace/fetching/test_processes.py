"""A killed fetch is gone on with, and two at once do not get in each other's way."""

import subprocess
import sys
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from assay.workspace.http_get import NotFetched
from assay.workspace.partial import _locked, opened

from .conftest import DATA, Fetcher, Publish, cut, sample, served

HALF = len(DATA) // 2
CHILD = """
import sys, time
from datetime import datetime, UTC
from pathlib import Path
from assay.workspace.fetching import Means, fetch
from assay.workspace.http_get import Wire
from assay.workspace.official import Official

name, url, sha256, size, folder, mirror = sys.argv[1:]
one = Official(name=name, title="", owner="", edition="", licence="", url=url,
               sha256=sha256, size=int(size), form="oscal-catalog")
means = Means(wire=Wire(proxies={}), sleep=time.sleep, clock=time.monotonic,
              now=lambda: datetime.now(UTC),
              tell=lambda told: print(told, file=sys.stderr, flush=True))
print(fetch(one, Path(folder), mirror=mirror, means=means).outcome)
"""
Start = Callable[[Path, str], "subprocess.Popen[str]"]


@pytest.fixture
def start() -> Start:
    """Fetches the sample in a process of its own."""
    one = sample()
    entry = [one.name, one.url, one.sha256, str(one.size)]

    def run(folder: Path, mirror: str) -> "subprocess.Popen[str]":
        words = [sys.executable, "-c", CHILD, *entry, str(folder), mirror]
        return subprocess.Popen(
            words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )

    return run


def until(holds: Callable[[], bool]) -> None:
    """Wait for something that is sure to come."""
    end = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.01)


def test_a_killed_fetch_is_gone_on_with(
    publish: Publish, fetcher: Fetcher, start: Start
) -> None:
    def stuck(request: BaseHTTPRequestHandler) -> None:
        cut(DATA, HALF, ETag='"1"')(request)
        request.wfile.flush()
        publisher.over.wait(30)

    publisher = publish(stuck, served(DATA, '"1"'))
    child = start(fetcher.folder, publisher.url)
    until(lambda: fetcher.part.exists() and fetcher.part.stat().st_size == HALF)
    child.kill()
    child.communicate()

    assert not fetcher.target.exists()

    done = fetcher(publisher.url)

    assert done.resumed == HALF
    assert publisher.ranges() == [None, f"bytes={HALF}-"]
    assert fetcher.target.read_bytes() == DATA
    assert fetcher.left() == [fetcher.one.file]


def test_of_two_at_once_one_fetches_and_the_other_finds_it(
    publish: Publish, fetcher: Fetcher, start: Start
) -> None:
    def gated(request: BaseHTTPRequestHandler) -> None:
        gate.wait(30)
        served(DATA, '"1"')(request)

    gate = threading.Event()
    publisher = publish(gated)
    first = start(fetcher.folder, publisher.url)
    until(lambda: bool(publisher.asked))
    second = start(fetcher.folder, publisher.url)
    assert second.stderr is not None
    waiting = second.stderr.readline()
    gate.set()
    said = [child.communicate(timeout=30)[0].strip() for child in (first, second)]

    assert "another process is fetching it; waiting" in waiting
    assert said == ["fetched", "present"]
    assert len(publisher.asked) == 1
    assert fetcher.left() == [fetcher.one.file]


def test_one_that_waits_does_not_wait_for_ever(
    publish: Publish, fetcher: Fetcher
) -> None:
    fetcher.folder.mkdir(parents=True)
    publisher = publish(served(DATA, '"1"'))
    with opened(fetcher.part, fetcher.one.sha256) as held:
        assert held is not None
        with pytest.raises(NotFetched, match="Another process"):
            fetcher(publisher.url)

    assert publisher.asked == []
    assert len(fetcher.told) == 1


@pytest.mark.parametrize("gone", [True, False])
def test_what_another_gave_its_name_meanwhile_is_not_taken_for_a_beginning(
    fetcher: Fetcher, *, gone: bool
) -> None:
    fetcher.folder.mkdir(parents=True)
    with fetcher.part.open("ab+", buffering=0) as late:
        fetcher.part.replace(fetcher.target)
        if not gone:
            fetcher.part.touch()

        assert not _locked(late, fetcher.part)


def test_of_two_beginnings_one_is_had(fetcher: Fetcher) -> None:
    fetcher.folder.mkdir(parents=True)
    with opened(fetcher.part, fetcher.one.sha256) as first:
        with opened(fetcher.part, fetcher.one.sha256) as second:
            assert second is None
        assert first is not None
    with opened(fetcher.part, fetcher.one.sha256) as third:
        assert third is not None
