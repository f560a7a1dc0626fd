"""A file's form is told by what it holds, whatever it is called."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.catalog.imports.recognising import FORMS, read_foreign, recognise
from assay.errors import BadInput

STARTS = (
    b"{",
    b"[",
    b"<",
    b"urn: urn:intuitem:risk:library:x\n",
    b"PK\x03\x04",
    b"\x1f\x8b",
    b'{"catalog": {',
    b'{"Framework": "x", "Requirements": [',
    b"id,title\na1,b\n",
    b"\xef\xbb\xbf",
    b"\xff\xfe",
)


@given(st.sampled_from(STARTS) | st.binary(max_size=20), st.binary(max_size=60))
def test_whatever_a_file_holds_it_is_read_or_refused(start: bytes, rest: bytes) -> None:
    try:
        imported = read_foreign(start + rest, file="f")
    except BadInput as refused:
        told: object = refused.problems
    else:
        told = imported.origin
    assert told


def test_a_refusal_says_what_is_read() -> None:
    with pytest.raises(BadInput) as refused:
        recognise(b'{"x": 1}', file="f.json")
    (problem,) = refused.value.problems
    assert problem.file == "f.json"
    assert all(form.said in problem.remedy for form in FORMS.values())


@pytest.mark.parametrize(
    ("file", "form"),
    [
        ("oscal/nist/NIST_SP-800-53_rev5_LOW-baseline_profile.json", "oscal"),
        ("oscal/examples/basic-catalog.xml", "oscal"),
        ("oscal/examples/basic-catalog.yaml", "oscal"),
        ("ciso-library/cyber_essentials.yaml", "ciso_assistant"),
        ("ciso-library/mapping-iso27001-2013-to-iso27001-2022.yaml", "ciso_assistant"),
        ("scans/prowler-compliance-hipaa_aws.json", "prowler"),
        ("mappings/nist_800-171r2_to_800-53r4.json", "appendix_d"),
        ("fedramp-rules/fedramp-consolidated-rules.json", "fedramp_rules"),
        ("scans/oscap-debian12-anssi-high.arf.xml.gz", "xccdf"),
        ("scans/oscap-debian12-anssi-high.xccdf-results.xml.gz", "xccdf"),
    ],
)
def test_published_files_are_known(shared_data: Path, file: str, form: str) -> None:
    assert recognise((shared_data / file).read_bytes(), file="x") == form
