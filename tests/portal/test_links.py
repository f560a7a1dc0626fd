"""Following the links of every page: each leads somewhere."""

import re
from collections import deque
from collections.abc import Iterator
from http import HTTPStatus

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

_MOST_CELLS = 60
_MOST = 500


@pytest.mark.usefixtures("either")
def test_every_link_on_every_page_resolves(client: Client) -> None:
    seen, broken, cells = {"/"}, [], 0
    queue = deque(["/"])
    while queue and len(seen) < _MOST:
        address = queue.popleft()
        answer = client.get(address)
        if answer.status_code not in {HTTPStatus.OK, HTTPStatus.FOUND}:
            broken.append((address, answer.status_code))
        if not answer["Content-Type"].startswith("text/html"):
            continue
        for link in _links(answer.content.decode()):
            cells += link.startswith("/scope/") and link not in seen
            if link in seen or (link.startswith("/scope/") and cells > _MOST_CELLS):
                continue
            seen.add(link)
            queue.append(link)

    assert broken == []
    assert len(seen) > 100


@pytest.mark.usefixtures("northwind")
def test_every_file_that_a_page_needs_is_there(client: Client) -> None:
    html = client.get("/").content.decode()
    needed = re.findall(r'(?:href|src)="/static/([^"]+)"', html)

    assert needed
    assert all(finders.find(name) for name in needed)


def _links(html: str) -> Iterator[str]:
    for found in re.findall(r'<(?:a|link)\b[^>]*\bhref="([^"]*)"', html):
        address = found.replace("&amp;", "&").partition("#")[0]
        if address.startswith("/") and not address.startswith("/static/"):
            yield address
