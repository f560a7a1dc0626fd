"""Catalogs of others in a workspace: told first, then all of it or nothing."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from assay.errors import BadInput, UnknownName
from assay.workspace import Workspace, initialise, open_workspace
from assay.workspace.catalogs import (
    CatalogPreview,
    Told,
    apply_import,
    preview_import,
)

AT = datetime(2026, 11, 24, 6, tzinfo=UTC)
Given = Callable[..., Path]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    initialise(tmp_path / "w", "empty")
    return tmp_path / "w"


@pytest.fixture
def given(tmp_path: Path) -> Given:
    """Writes an OSCAL catalog with these controls."""

    def write(*ids: str, name: str = "rules.json", **more: Any) -> Path:
        made = {
            "uuid": "00000000-0000-4000-8000-000000000001",
            "metadata": {
                "title": "Rules",
                "last-modified": "2026-01-01T00:00:00Z",
                "version": "7",
                "oscal-version": "1.1.2",
            },
            "controls": [{"id": one, "title": one.upper(), **more} for one in ids],
        }
        path = tmp_path / name
        path.write_text(json.dumps({"catalog": made}), encoding="utf-8")
        return path

    return write


def at(root: Path) -> Workspace:
    return open_workspace(root, clock=lambda: AT)


def imported(root: Path, path: Path, **told: Any) -> CatalogPreview:
    preview = preview_import(at(root), path, Told(**told))
    apply_import(at(root), preview)
    return preview


def contents(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file()
    }


def test_a_preview_writes_nothing(root: Path, given: Given) -> None:
    before = contents(root)
    preview = preview_import(at(root), given("a1", "a2"), Told())
    assert "is added, edition 7: 2 controls" in preview.says[0]
    assert contents(root) == before


def test_what_is_imported_is_held_with_its_original_and_a_record(
    root: Path, given: Given
) -> None:
    path = given("a1", "a2")
    preview = imported(root, path)
    held = at(root).library.catalogs["rules"]
    assert [one.id for one in held.requirements] == ["a1", "a2"]
    assert held.provenance.sha256 == preview.origin.sha256
    assert (root / "catalogs/imported/rules.json").read_bytes() == path.read_bytes()
    record = (root / "catalogs/imported/imports.toml").read_text()
    for fact in (
        preview.origin.sha256,
        'edition = "7"',
        'unit = "control"',
        "count = 2",
    ):
        assert fact in record


def test_the_same_again_changes_nothing_on_another_day(
    root: Path, given: Given
) -> None:
    imported(root, given("a1"))
    before = contents(root)
    later = open_workspace(root, clock=lambda: AT.replace(year=2027))
    preview = preview_import(later, given("a1"), Told())
    assert (preview.says, dict(preview.files)) == ((), {})
    assert [one.becomes for one in preview.sets] == ["unchanged"]
    apply_import(later, preview)
    assert contents(root) == before


def test_a_newer_file_is_kept_beside_the_older_and_its_changes_are_told(
    root: Path, given: Given
) -> None:
    imported(root, given("a1", "a2"))
    preview = imported(root, given("a2", "a3"))
    assert preview.says == (
        "In rules, a3 is added.",
        "In rules, a1 is no longer listed.",
    )
    kept = sorted(path.name for path in (root / "catalogs/imported").glob("*.json"))
    assert len(kept) == 2
    assert (root / "catalogs/imported/imports.toml").read_text().count(
        "[[import]]"
    ) == 2


def test_what_leans_on_a_catalog_is_not_broken_by_a_newer_one(
    root: Path, given: Given
) -> None:
    imported(root, given("a1", "a2"))
    (root / "baselines").mkdir()
    (root / "baselines/low.toml").write_text(
        'id = "low"\ntitle = "Low"\ncatalog = "rules"\nprogram = ""\nlevel = ""\n'
        'edition = "7"\ncount = 1\nrequirements = ["a1"]\n'
        'provenance = { source = "s", rights = "r" }\n'
    )
    before = contents(root)
    preview = preview_import(at(root), given("a2"), Told())
    assert [one.file for one in preview.faults] == ["baselines/low.toml"]
    assert not preview.files
    with pytest.raises(BadInput):
        apply_import(at(root), preview)
    assert contents(root) == before


def test_what_controls_cover_is_not_taken_from_under_them(
    tmp_path: Path, given: Given
) -> None:
    initialise(tmp_path / "nw", "northwind")
    preview = preview_import(at(tmp_path / "nw"), given("cc6.1"), Told(id="tsc-2017"))
    assert any(one.file.startswith("controls/coverage/") for one in preview.faults)
    assert not preview.files


def test_a_catalog_too_large_to_be_read_again_is_refused(
    root: Path, given: Given
) -> None:
    part = {"name": "statement", "prose": "word " * 1_700_000}
    preview = preview_import(at(root), given("a1", parts=[part]), Told())
    assert "larger than 8 MB" in preview.faults[0].message
    assert not preview.files


def test_two_things_are_not_kept_under_one_name(root: Path, tmp_path: Path) -> None:
    path = tmp_path / "caiq.csv"
    path.write_text(
        "Question ID,Question,CCM Control ID,CCM Control Specification\n"
        "AIS-01.1,Is it?,AIS-01,It is.\n"
    )
    called = {"csa-ccm-controls": "z", "csa-caiq-questions": "z"}
    preview = preview_import(at(root), path, Told(called=called))
    assert [one.id for one in preview.sets] == ["z", "z"]
    assert "catalogs/z.toml" in preview.faults[0].message


def test_an_import_that_a_later_fault_spoils_is_undone(
    root: Path, given: Given
) -> None:
    preview = preview_import(at(root), given("a1"), Told())
    (root / "crosswalks").mkdir()
    (root / "crosswalks/bad.toml").write_text("no = toml = at all")
    before = contents(root)
    with pytest.raises(BadInput):
        apply_import(at(root), preview)
    assert contents(root) == before
    assert not (root / "catalogs").exists()


def test_a_baseline_of_no_catalog_here_is_asked_about_and_not_applied(
    root: Path, tmp_path: Path
) -> None:
    made = {
        "profile": {
            "uuid": "u",
            "metadata": {"title": "Low", "version": "1"},
            "imports": [
                {"href": "x.json", "include-controls": [{"with-ids": ["q-1"]}]}
            ],
        }
    }
    path = tmp_path / "low.json"
    path.write_text(json.dumps(made))
    preview = preview_import(at(root), path, Told())
    assert [one.option for one in preview.asked] == ["--of"]
    with pytest.raises(BadInput) as refused:
        apply_import(at(root), preview)
    assert "--of" in refused.value.problems[0].remedy
    assert not (root / "baselines").exists()


def by_rule(path: Path, href: str, **chosen: Any) -> Path:
    metadata = {
        "title": "All",
        "last-modified": "2026-01-01T00:00:00Z",
        "version": "1",
        "oscal-version": "1.1.2",
    }
    made = {
        "uuid": "00000000-0000-4000-8000-000000000002",
        "metadata": metadata,
        "imports": [{"href": href, **chosen}],
        "back-matter": {
            "resources": [
                {
                    "uuid": "00000000-0000-4000-8000-000000000003",
                    "rlinks": [{"href": "https://rules.test/rules.json"}],
                }
            ]
        },
    }
    path.write_text(json.dumps({"profile": made}))
    return path


@pytest.mark.parametrize(
    "href", ["rules.json", "#00000000-0000-4000-8000-000000000003"]
)
def test_a_profile_that_chooses_by_rule_is_answered_by_the_catalog_that_is_held(
    root: Path, given: Given, tmp_path: Path, href: str
) -> None:
    catalog = given("a1", "a2", "b1")
    (tmp_path / "other").mkdir()
    pattern = [{"matching": [{"pattern": "a*"}]}]
    path = by_rule(tmp_path / "other/all.json", href, **{"include-controls": pattern})
    with pytest.raises(BadInput) as refused:
        preview_import(at(root), path, Told())
    assert "assay catalog resolve" in refused.value.problems[0].remedy
    imported(root, catalog)
    imported(root, path)
    held = at(root).library.baselines["all"]
    assert (held.catalog, held.requirements) == ("rules", ("a1", "a2"))
    assert (root / "catalogs/imported/all.json").read_bytes() == path.read_bytes()
    assert not preview_import(at(root), path, Told()).says


def test_a_profile_that_takes_all_is_answered_by_the_catalog_beside_it(
    root: Path, given: Given, tmp_path: Path
) -> None:
    given("a1", "a2")
    path = by_rule(tmp_path / "all.json", "rules.json", **{"include-all": {}})
    preview = preview_import(at(root), path, Told())
    assert [(one.kind, one.count) for one in preview.sets] == [("catalog", 2)]


def test_published_profiles_that_choose_by_rule_are_answered(
    root: Path, shared_data: Path
) -> None:
    folder = shared_data / "oscal/profile-resolution"
    imported(root, folder / "catalogs/abc-simple_catalog.xml")
    for name, count in (("base", 6), ("include-all", 11), ("exclude-call", 10)):
        preview = preview_import(at(root), folder / f"{name}-test_profile.xml", Told())
        (low,) = preview.sets
        assert (low.kind, low.count) == ("baseline", count)


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("imports.toml", "imports-toml.txt"),
        ("x.sql", "x-sql.txt"),
        ("A b\x07(1).XML.gz", "a-b-1.xml.gz"),
        ("...", "file.txt"),
        ("n" * 200 + ".json", "n" * 80 + ".json"),
    ],
)
def test_an_original_is_kept_under_a_name_that_is_no_definition(
    root: Path, given: Given, name: str, kept: str
) -> None:
    imported(root, given("a1", name=name))
    assert (root / "catalogs/imported" / kept).is_file()
    assert "rules" in at(root).library.catalogs


def test_a_program_that_there_is_not_is_told(root: Path, given: Given) -> None:
    with pytest.raises(UnknownName):
        preview_import(at(root), given("a1"), Told(program="fedrmp"))


def test_a_catalog_of_the_library_gets_its_text_and_keeps_what_is_known_of_it(
    root: Path, shared_data: Path
) -> None:
    file = shared_data / "oscal/nist/NIST_SP-800-53_rev5_catalog.json"
    ours = at(root).library.catalogs["nist-800-53-r5"]
    preview = imported(root, file, id="nist-800-53-r5")
    held = at(root).library.catalogs["nist-800-53-r5"]
    assert held.programs == ours.programs
    assert held.count == ours.count
    assert sum(bool(one.text) for one in held.requirements) > 1000
    assert not any("is added" in one for one in preview.says)
    baseline = file.with_name("NIST_SP-800-53_rev5_LOW-baseline_profile.json")
    imported(root, baseline)
    low = at(root).library.baselines["nist-sp-800-53-rev5-low-baseline-profile"]
    assert (low.count, low.catalog) == (149, "nist-800-53-r5")


def test_an_import_that_is_killed_half_way_leaves_what_can_be_read(
    root: Path, shared_data: Path
) -> None:
    path = shared_data / "ciso-library/iso27001-2022.yaml"
    preview = preview_import(at(root), path, Told())
    assert len(preview.files) == 5
    for name, data in preview.files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(data)
        assert "iso-27001-2022" in at(root).library.catalogs
    assert at(root).library.baselines["iso27001-2022-soa"].count == 93


def test_our_own_library_holds_no_text_of_anyone(root: Path) -> None:
    for catalog in at(root).library.catalogs.values():
        assert not catalog.provenance.sha256
        assert not any(one.text for one in catalog.requirements)
