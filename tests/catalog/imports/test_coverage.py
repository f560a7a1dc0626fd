"""What a workspace keeps of the checks that bear on requirements."""

import pytest

from assay.catalog.imports.coverage import FOLDER, read_coverage
from assay.errors import BadInput

ONE = b"""id = "prowler-hipaa-aws"
of = "hipaa-security-rule"

[provenance]
source = "A compliance file"
rights = "Its publisher's"

[[rows]]
requirement = "164.312.b"
checks = ["cloudtrail_multi_region_enabled"]
tool = "prowler"

[[rows]]
requirement = "164.312.c.1"
checks = []
tool = "prowler"
"""


def test_coverage_is_read_by_id_and_only_from_its_folder() -> None:
    found = read_coverage(
        {
            f"{FOLDER}/one.toml": ONE,
            "catalogs/other.toml": b"this is not read",
            f"{FOLDER}/notes.md": b"nor is this",
        }
    )
    assert list(found) == ["prowler-hipaa-aws"]
    assert found["prowler-hipaa-aws"].of == "hipaa-security-rule"


def test_a_requirement_without_a_check_is_not_tested() -> None:
    (held,) = read_coverage({f"{FOLDER}/one.toml": ONE}).values()
    assert held.tested == {"164.312.b"}


def test_every_fault_of_every_file_is_told_at_once() -> None:
    files = {
        f"{FOLDER}/a.toml": ONE,
        f"{FOLDER}/b.toml": ONE,
        f"{FOLDER}/c.toml": b"id = ",
        f"{FOLDER}/d.toml": b"id = 'x'\nunknown = 1",
    }
    with pytest.raises(BadInput) as caught:
        read_coverage(files)
    told = {(one.file[-6:], one.place) for one in caught.value.problems}
    assert {("b.toml", "id"), ("d.toml", "unknown"), ("d.toml", "rows")} <= told
    assert any(file == "c.toml" for file, _ in told)
