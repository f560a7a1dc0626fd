"""Catalogs and profiles to measure with: NIST's where they lie beside the project.

Without them a catalog of the same size is made, so that the figures can be compared.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Tree = dict[str, Any]
PUBLISHED = Path(__file__).parents[2] / "shared/data/oscal/nist"


@dataclass(frozen=True, kw_only=True)
class Edition:
    """One catalog and a profile of it."""

    name: str
    catalog: bytes
    profile: Tree
    """Its one import still has to be told where the catalog lies."""
    published: bytes | None
    """What its publisher made of the profile; None where there is no such thing, or
    where the catalog was revised since."""

    def profile_for(self, href: str) -> bytes:
        """The profile as it imports the catalog from `href`."""
        inside = self.profile["profile"]
        imports = [{**inside["imports"][0], "href": href}]
        return json.dumps({"profile": {**inside, "imports": imports}}).encode()


def editions() -> list[Edition]:
    """A catalog of 2.7 MB and one of 10 MB, each with a moderate baseline."""
    if PUBLISHED.exists():
        return [_published("rev4", exact=True), _published("rev5", exact=False)]
    return [_made("rev4", 1_115, None), _made("rev5", 2_715, 2)]


def baselines() -> dict[str, bytes]:
    """NIST's profiles of revision 5 and FedRAMP's, by name; none without the files."""
    nist = PUBLISHED.glob("*rev5*-baseline_profile.json")
    others = PUBLISHED.with_name("fedramp").glob("*-baseline_profile.json")
    return {path.name: path.read_bytes() for path in sorted([*nist, *others])}


def _published(name: str, *, exact: bool) -> Edition:
    start = f"NIST_SP-800-53_{name}"
    profile = (PUBLISHED / f"{start}_MODERATE-baseline_profile.json").read_bytes()
    end = "MODERATE-baseline-resolved-profile_catalog.json"
    made = PUBLISHED / f"{start}_{end}"
    return Edition(
        name=name,
        catalog=(PUBLISHED / f"{start}_catalog.json").read_bytes(),
        profile=json.loads(profile),
        published=made.read_bytes() if exact else None,
    )


def _made(name: str, count: int, indent: int | None) -> Edition:
    controls = list(_controls(count))
    groups = [
        {"id": f"g{number}", "title": f"Group {number}", "controls": inside}
        for number, inside in enumerate(
            controls[at : at + 45] for at in range(0, count, 45)
        )
    ]
    resources = [
        {
            "uuid": _uuid(number),
            "title": f"Source {number}",
            "rlinks": [{"href": f"https://example.org/source/{number}"}],
        }
        for number in range(200)
    ]
    catalog = {
        "uuid": _uuid(10_000),
        "metadata": _metadata("A made catalog"),
        "groups": groups,
        "back-matter": {"resources": resources},
    }
    chosen = [one["id"] for one in controls[::3]]
    profile = {
        "uuid": _uuid(10_001),
        "metadata": _metadata("A made profile"),
        "imports": [{"href": "#", "include-controls": [{"with-ids": chosen}]}],
        "merge": {"as-is": True},
    }
    return Edition(
        name=f"made-{name}",
        catalog=json.dumps({"catalog": catalog}, indent=indent).encode(),
        profile={"profile": profile},
        published=None,
    )


def _uuid(number: int) -> str:
    return f"00000000-0000-4000-8000-{number:012}"


def _metadata(title: str) -> Tree:
    return {
        "title": title,
        "last-modified": "2026-11-24T10:00:00Z",
        "version": "1",
        "oscal-version": "1.1.1",
    }


_SENTENCE = "What is done, by whom and how often is written down and looked at again. "


def _controls(count: int) -> Iterator[Tree]:
    for number in range(count):
        name = f"c-{number}"
        items = [
            {
                "id": f"{name}_smt.{letter}",
                "name": "item",
                "props": [{"name": "label", "value": f"{letter}."}],
                "prose": f"Do {{{{ insert: param, {name}_p{index} }}}}, and tell.",
            }
            for index, letter in enumerate("abc")
        ]
        guidance = {"id": f"{name}_gdn", "name": "guidance", "prose": _SENTENCE * 20}
        yield {
            "id": name,
            "class": "made",
            "title": f"Control {number}",
            "params": [
                {"id": f"{name}_p{index}", "label": f"what number {index} says"}
                for index in range(3)
            ],
            "props": [
                {"name": "label", "value": name.upper()},
                {"name": "sort-id", "value": f"c-{number:05}"},
            ],
            "links": [{"href": f"#{_uuid(number % 200)}", "rel": "reference"}],
            "parts": [
                {"id": f"{name}_smt", "name": "statement", "parts": items},
                guidance,
            ],
        }
