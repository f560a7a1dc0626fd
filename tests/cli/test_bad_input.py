"""Bad input: a clear message, exit code 2, and nothing written.

Each test spoils one thing in an otherwise good workspace, the way people and disks do.
"""

import gzip
import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ASK = ("scope", "--program", "soc-2")


def snapshot(root: Path) -> dict[str, str]:
    """Digest of every file, to show that nothing was written."""
    return {
        path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }


def spoil(root: Path, name: str, old: str, new: str) -> None:
    """Replace text in a definition."""
    path = root / name
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def refused(assay: Any, root: Path, *words: str, code: int = 2) -> Any:
    """The command is refused, says so, and leaves the workspace as it was."""
    before = snapshot(root)
    said = assay(*words, "-C", root, "--json")

    assert said.code == code
    assert snapshot(root) == before
    return said


def attestation(root: Path, name: str, text: str) -> None:
    (root / "register" / "attestations" / f"{name}.toml").write_text(text)


HIPAA_CERTIFICATE = """
program = "hipaa"
by = "northwind"
issued = 2026-01-01
expires = 2027-01-01
surveillance = [2026-06-01]
scope = [{ services = "all", regions = "all" }]
source = { document = "northwind-register" }
"""


def test_malformed_toml_names_the_file_and_line(assay: Any, fresh: Path) -> None:
    (fresh / "register" / "regions.toml").write_text("[[region]\nid = 'x'\n")
    said = refused(assay, fresh, *ASK)
    (problem,) = said.json["error"]["problems"]

    assert problem["file"] == "register/regions.toml"
    assert "line 1" in problem["message"]


def test_an_unknown_key_names_table_key_and_the_nearest(
    assay: Any, fresh: Path
) -> None:
    path = next((fresh / "register" / "attestations").glob("*.toml"))
    path.write_text("issueed = 2026-01-01\n" + path.read_text())
    said = refused(assay, fresh, *ASK)
    problem = said.json["error"]["problems"][0]

    assert problem["place"] == "issueed"
    assert "`issued`" in problem["remedy"]


def test_all_faults_of_all_files_are_told_at_once(assay: Any, fresh: Path) -> None:
    (fresh / "register" / "regions.toml").write_text("[[region]]\nid = 7\n")
    (fresh / "register" / "services.toml").write_text("[[servce]]\n")
    attestation(fresh, "broken", 'program = "soc-2"\n')
    files = {
        problem["file"]
        for problem in refused(assay, fresh, *ASK).json["error"]["problems"]
    }

    assert {
        "register/regions.toml",
        "register/services.toml",
        "register/attestations/broken.toml",
    } <= files


def test_a_law_cannot_be_given_a_certificate(assay: Any, fresh: Path) -> None:
    attestation(fresh, "hipaa-cert", HIPAA_CERTIFICATE)
    said = refused(assay, fresh, *ASK)
    places = {problem["place"] for problem in said.json["error"]["problems"]}

    assert {"expires", "surveillance"} <= places


def test_a_date_before_its_issue_is_refused(assay: Any, fresh: Path) -> None:
    good = next(
        path
        for path in (fresh / "register" / "attestations").glob("*.toml")
        if "expires" in path.read_text()
    )
    lines = [
        "expires = 1999-01-01" if line.startswith("expires") else line
        for line in good.read_text().splitlines()
    ]
    good.write_text("\n".join(lines))
    said = refused(assay, fresh, *ASK)

    assert any(p["place"] == "expires" for p in said.json["error"]["problems"])


def test_duplicate_ids_are_refused(assay: Any, fresh: Path) -> None:
    path = fresh / "register" / "regions.toml"
    text = path.read_text()
    first = text[text.index("[[region]]") :].split("\n\n")[0]
    path.write_text(text + "\n" + first + "\n")
    said = refused(assay, fresh, *ASK)

    assert "2 entries have the id" in said.err


def test_a_scope_that_contradicts_itself_is_refused(assay: Any, fresh: Path) -> None:
    attestation(
        fresh,
        "contradiction",
        """
program = "cyber-essentials-plus"
by = "northwind"
issued = 2026-01-01
scope = [{ services = ["object-storage"], regions = ["eu-west-1"] }]
exclusions = [{ services = ["object-storage"], regions = ["eu-west-1"], reason = "x" }]
source = { document = "northwind-register" }
""",
    )
    said = refused(assay, fresh, *ASK)

    assert "contradiction.toml" in said.err


def test_a_workspace_from_a_newer_version_is_refused(assay: Any, fresh: Path) -> None:
    spoil(fresh, "assay.toml", "version = 1", "version = 2")
    said = refused(assay, fresh, *ASK)

    assert "newer Assay" in said.err


def test_a_folder_that_is_no_workspace_is_refused(assay: Any, tmp_path: Path) -> None:
    said = refused(assay, tmp_path, *ASK)

    assert "assay init" in said.err


def test_init_does_not_write_into_an_occupied_folder(assay: Any, fresh: Path) -> None:
    before = snapshot(fresh)

    assert assay("init", fresh).code == 2
    assert snapshot(fresh) == before


@pytest.mark.parametrize(
    ("name", "sql"),
    [
        ("a function", "select read_text('/etc/passwd') as subject from account"),
        ("a statement", "select 1; drop table account"),
        ("a file", "select * from '/etc/passwd'"),
    ],
)
def test_a_check_that_reaches_out_is_refused(
    assay: Any, fresh: Path, name: str, sql: str
) -> None:
    del name
    check = next((fresh / "checks").iterdir())
    (check / "check.sql").write_text(sql)
    said = refused(assay, fresh, "checks", "list")

    assert f"checks/{check.name}/check.sql" in said.err


def add_source(root: Path, kind: str, **options: str) -> None:
    written = "".join(f'{key} = "{value}"\n' for key, value in options.items())
    with (root / "assay.toml").open("a") as file:
        file.write(f'\n[sources.input]\nkind = "{kind}"\n{written}')


def csv_file(root: Path) -> None:
    data = 'worker_id,status\nw1,=HYPERLINK("http://x")\n'
    (root / "input.csv").write_text(data)
    add_source(root, "csv", table="worker", path="input.csv")


def latin_1(root: Path) -> None:
    (root / "input.csv").write_bytes("worker_id,status\nw1,Müller\n".encode("latin-1"))
    add_source(root, "csv", table="worker", path="input.csv")


def cut_parquet(root: Path) -> None:
    (root / "input.parquet").write_bytes(b"PAR1" + b"\0" * 40)
    add_source(root, "parquet", table="worker", path="input.parquet")


def ocsf_without_fields(root: Path) -> None:
    (root / "input.json").write_text('[{"class_uid": 2004, "status_code": "PASS"}]')
    add_source(root, "prowler", path="input.json")


def xml_bomb(root: Path) -> None:
    (root / "input.xml").write_text(
        '<!DOCTYPE a [<!ENTITY b "xxxxxxxxxx"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'
        "<a>&c;</a>"
    )
    add_source(root, "openscap", path="input.xml")


def external_entity(root: Path) -> None:
    (root / "input.xml").write_text(
        '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'
    )
    add_source(root, "openscap", path="input.xml")


def gzip_bomb(root: Path) -> None:
    (root / "input.xml.gz").write_bytes(gzip.compress(b"<a>" + b" " * 300_000_000))
    add_source(root, "openscap", path="input.xml.gz")


def missing_file(root: Path) -> None:
    add_source(root, "csv", table="worker", path="nowhere.csv")


def unknown_option(root: Path) -> None:
    add_source(root, "csv", table="worker", pth="input.csv")


@pytest.mark.parametrize(
    "prepare",
    [
        csv_file,
        latin_1,
        cut_parquet,
        ocsf_without_fields,
        xml_bomb,
        external_entity,
        gzip_bomb,
        missing_file,
        unknown_option,
    ],
)
def test_evidence_that_cannot_be_used_writes_nothing(
    assay: Any, fresh: Path, prepare: Callable[[Path], None]
) -> None:
    prepare(fresh)
    said = refused(assay, fresh, "collect", "input")

    assert "input" in said.err
    assert "root:" not in said.err


def test_an_altered_tile_is_named(assay: Any, northwind: Path, tmp_path: Path) -> None:
    root = tmp_path / "copy"
    shutil.copytree(northwind, root)
    tile = next((root / "log" / "tile").rglob("0/*"))
    while tile.is_dir():
        tile = next(tile.iterdir())
    data = bytearray(tile.read_bytes())
    data[3] ^= 1
    tile.chmod(0o644)
    tile.write_bytes(bytes(data))
    said = assay("log", "fsck", "-C", root)

    assert said.code == 1
    assert tile.name in said.out


def test_a_truncated_batch_never_supports_a_pass(
    assay: Any, northwind: Path, tmp_path: Path
) -> None:
    root = tmp_path / "copy"
    shutil.copytree(northwind, root)
    part = next((root / "lake" / "policy").rglob("*.parquet"))
    part.chmod(0o644)
    part.write_bytes(part.read_bytes()[:-20])
    said = assay("run", "-C", root, "--json")
    outcomes = {o["check"]: o["verdict"] for o in said.json["run"]["outcomes"]}
    reads = assay("checks", "list", "-C", root, "--json").json["checks"]

    assert said.code == 1
    for check in reads:
        if "'policy'" in check["reads"]:
            assert outcomes[check["id"]] in {"unknown", "not_met"}


def test_a_dossier_cut_short_is_malformed_or_altered(
    assay: Any, northwind: Path, tmp_path: Path
) -> None:
    sealed = next((northwind / "dossiers").glob("*.assay")).read_bytes()
    for size in (0, 1, len(sealed) // 2, len(sealed) - 1):
        (tmp_path / "cut.assay").write_bytes(sealed[:size])
        words = ("--policy", northwind / "verify.policy", "--json")
        said = assay("verify", tmp_path / "cut.assay", *words)

        assert said.code == 1
        assert said.json["reason"] in {"malformed", "altered"}
