"""Small documents of our own, and the real ones where they lie beside the project."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from assay.oscal import Document, document
from assay.oscal.resolve import Unresolved

Tree = dict[str, Any]
NOT_OSCAL = ("hashes.json", "fedramp_values.json")


class Small:
    """Makes the small documents."""

    @staticmethod
    def uuid(number: int) -> str:
        return f"00000000-0000-4000-8000-{number:012}"

    @staticmethod
    def metadata(title: str = "A title") -> Tree:
        return {
            "title": title,
            "last-modified": "2026-11-01T10:00:00.5-04:00",
            "version": "1",
            "oscal-version": "1.2.3",
        }

    @staticmethod
    def control(
        name: str, *, params: int = 0, controls: list[Tree] | None = None
    ) -> Tree:
        made: Tree = {"id": name, "title": f"Control {name}"}
        if params:
            made["params"] = [
                {"id": f"{name}_p{number}", "label": f"what {number}"}
                for number in range(params)
            ]
        inserts = " and ".join(
            f"{{{{ insert: param, {name}_p{number} }}}}" for number in range(params)
        )
        made["parts"] = [
            {
                "id": f"{name}_smt",
                "name": "statement",
                "prose": f"Do {inserts or 'it'}.",
            }
        ]
        if controls:
            made["controls"] = controls
        return made

    @staticmethod
    def catalog() -> Tree:
        """Two groups; `a-1` has two enhancements, `a-2` and `b-1` stand alone."""
        return {
            "catalog": {
                "uuid": Small.uuid(1),
                "metadata": Small.metadata("A catalog"),
                "groups": [
                    {
                        "id": "a",
                        "title": "Group a",
                        "controls": [
                            Small.control(
                                "a-1",
                                params=2,
                                controls=[
                                    Small.control("a-1.1", params=1),
                                    Small.control("a-1.2"),
                                ],
                            ),
                            Small.control("a-2"),
                        ],
                    },
                    {
                        "id": "b",
                        "title": "Group b",
                        "controls": [Small.control("b-1", params=1)],
                    },
                ],
            }
        }

    @staticmethod
    def profile(*imports: Tree, **more: Any) -> Document:
        tree: Tree = {
            "profile": {
                "uuid": Small.uuid(2),
                "metadata": Small.metadata("A profile"),
                "imports": list(imports)
                or [{"href": "catalog.json", "include-all": {}}],
                **more,
            }
        }
        return document(tree, form="json", file="profile.json")

    @staticmethod
    def loader(**trees: Tree) -> Callable[[str], Document]:
        """Documents by the stem of their URI, besides the small catalog."""
        known = {"catalog": Small.catalog(), **trees}

        def load(uri: str) -> Document:
            name = uri.rsplit("/", 1)[-1].removesuffix(".json")
            if name not in known:
                raise Unresolved(f"There is no {uri}")
            return document(known[name], form="json", file=f"{name}.json")

        return load


def _differences(left: Any, right: Any, path: str = "") -> Iterator[str]:
    """Where two trees differ; the order of keys is none of it."""
    if isinstance(left, dict) and isinstance(right, dict):
        for key in sorted(left.keys() | right.keys()):
            if key in left and key in right:
                yield from _differences(left[key], right[key], f"{path}/{key}")
            else:
                yield f"{path}/{key}: only {'left' if key in left else 'right'}"
    elif isinstance(left, list) and isinstance(right, list):
        if len(left) != len(right):
            yield f"{path}: {len(left)} and {len(right)} items"
        for index, pair in enumerate(zip(left, right, strict=False)):
            yield from _differences(*pair, f"{path}/{index}")
    elif left != right or type(left) is not type(right):
        yield f"{path}: {left!r} and {right!r}"


@pytest.fixture(scope="session")
def small() -> type[Small]:
    """What makes the small documents."""
    return Small


@pytest.fixture(scope="session")
def differences() -> Callable[[Any, Any], list[str]]:
    """Where two trees differ; the order of keys is none of it."""
    return lambda left, right: list(_differences(left, right))


@pytest.fixture(scope="session")
def published(shared_data: Path) -> Path:
    """The folder of published OSCAL documents."""
    return shared_data / "oscal"


@pytest.fixture(scope="session")
def documents(published: Path) -> list[Path]:
    """Every published document in any form, but for the schemas."""
    found = sorted(
        path
        for folder in ("aws", "examples", "fedramp", "nist", "profile-resolution")
        for path in (published / folder).rglob("*")
        if path.suffix in (".json", ".xml", ".yaml") and path.name not in NOT_OSCAL
    )
    assert len(found) > 60
    return found
