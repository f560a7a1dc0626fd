"""Scans are read as streams: no entity, no fetch, no bomb, and no lenient outcome."""

import gzip
import io
import tracemalloc
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assay.errors import BadInput
from assay.evidence import Batch, Request
from assay.sources.openscap import SOURCE
from assay.sources.xccdf import Refused, read_scans
from assay.testing.sources import assert_conforms, assert_refuses

AT = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
BEGAN = datetime(2026, 11, 23, 16, 20, 36, tzinfo=UTC)

XCCDF = 'xmlns="http://checklists.nist.gov/xccdf/1.2"'
RULES = """
  <Group id="g"><title>Not a rule</title>
   <Rule id="r1" severity="high">
    <title>Root does <b xmlns="x">not</b>
       log in</title>
    <reference href="http://nvlpubs.nist.gov/NIST.SP.800-53r4.pdf">AC-6</reference>
    <reference href="https://example.org/std">7.1</reference>
    <reference href="">loose</reference>
    <ident system="http://cce.mitre.org">CCE-1</ident>
    <check><check-content-ref name="x"/></check>
   </Rule>
   <Rule id="r2"><title>Second</title></Rule>
  </Group>
"""
RESULTS = """
  <TestResult id="t" start-time="2026-11-23T16:20:36+00:00"
     end-time="2026-11-23T17:00:00Z" test-system="cpe:/a:redhat:openscap:1.3.7">
   <title>OSCAP Scan Result</title>
   <profile idref="p1"/>
   <target>web-1</target>
   <target-facts>
    <fact name="urn:xccdf:fact:scanner:name">OpenSCAP</fact>
    <fact name="urn:xccdf:fact:scanner:version">1.3.7</fact>
   </target-facts>
   <rule-result idref="r1" severity="high"><result>pass</result></rule-result>
   <rule-result idref="r2"><result>fail</result>
     <message severity="info">because</message><instance>/etc/x</instance></rule-result>
   <score>1</score>
  </TestResult>
"""


def benchmark(results: str = RESULTS, rules: str = RULES) -> str:
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    return f'{head}<Benchmark {XCCDF} id="b">{rules}{results}</Benchmark>'


def arf() -> str:
    space = "http://scap.nist.gov/schema/asset-reporting-format/1.1"
    body = benchmark().partition("?>")[2].replace(RESULTS, "")
    result = RESULTS.replace("<TestResult", f"<TestResult {XCCDF}", 1)
    return (
        f'<a:asset-report-collection xmlns:a="{space}"><a:report-requests>{body}'
        f"</a:report-requests><a:reports>{result}</a:reports>"
        "</a:asset-report-collection>"
    )


def one_result(word: str) -> str:
    return RESULTS.replace("<result>pass<", f"<result>{word}<")


def ask(root: Path, content: str | bytes, **options: Any) -> Request:
    data = content.encode() if isinstance(content, str) else content
    (root / "scan.xml").write_bytes(data)
    chosen = {"path": "scan.xml", **options}
    return Request(name="oscap", options=chosen, root=root, at=AT)


def collect(request: Request) -> Batch:
    (batch,) = SOURCE.collect(request)
    return batch


FORMS = {
    "XCCDF": benchmark().encode(),
    "XCCDF, gzip": gzip.compress(benchmark().encode()),
    "ARF": arf().encode(),
    "ARF, gzip": gzip.compress(arf().encode()),
    "results before rules": benchmark(rules="", results=RESULTS + RULES).encode(),
    "UTF-16": benchmark().replace("UTF-8", "UTF-16").encode("utf-16"),
}


@pytest.mark.parametrize("data", FORMS.values(), ids=FORMS)
def test_every_form_tells_the_same(tmp_path: Path, data: bytes) -> None:
    (batch,) = assert_conforms(SOURCE, ask(tmp_path, data), lake=tmp_path / "lake")

    first, second = batch.rows.to_pylist()
    assert first["rule"] == "r1"
    assert first["title"] == "Root does not log in"
    assert first["outcome"] == "pass"
    assert first["severity"] == "high"
    assert first["scanner"] == "OpenSCAP 1.3.7"
    assert first["resource_id"] == "web-1"
    assert first["references"] == [
        "cce=CCE-1",
        "example.org=7.1",
        "nist-800-53-r4=AC-6",
        "other=loose",
    ]
    assert (second["outcome"], second["detail"]) == ("fail", "because; on /etc/x")
    assert batch.observed_at == BEGAN
    assert batch.parameters == {"target": "web-1", "profile": "p1"}


OUTCOMES = {
    "pass": "pass",
    "fixed": "pass",
    "fail": "fail",
    "error": "error",
    "unknown": "unknown",
    "notapplicable": "not_applicable",
    "notchecked": "unknown",
    "notselected": "not_selected",
    "informational": "manual",
    "a word of its own": "unknown",
}


@pytest.mark.parametrize(("word", "outcome"), OUTCOMES.items())
def test_only_a_pass_is_a_pass(tmp_path: Path, word: str, outcome: str) -> None:
    batch = collect(ask(tmp_path, benchmark(one_result(word))))

    row = batch.rows.to_pylist()[0]
    assert row["outcome"] == outcome
    assert (row["detail"] is not None) is (word == "fixed")


def test_a_rule_with_several_results_keeps_them_all(tmp_path: Path) -> None:
    twice = RESULTS.replace('idref="r2"', 'idref="r1"')

    batch = collect(ask(tmp_path, benchmark(twice)))

    assert batch.rows["result_id"].to_pylist() == ["web-1:r1", "web-1:r1#2"]


def test_each_scan_in_a_file_is_a_batch(tmp_path: Path) -> None:
    other = RESULTS.replace("web-1", "web-2")

    batches = list(SOURCE.collect(ask(tmp_path, benchmark(RESULTS + other))))

    assert [batch.parameters["target"] for batch in batches] == ["web-1", "web-2"]
    assert [len(batch.rows) for batch in batches] == [2, 2]


def test_a_result_without_its_benchmark_has_no_title(tmp_path: Path) -> None:
    alone = RESULTS.strip().replace("<TestResult", f"<TestResult {XCCDF}", 1)

    batch = collect(ask(tmp_path, alone, service="web", region="eu"))

    row = batch.rows.to_pylist()[0]
    assert (row["title"], row["references"], row["service"]) == (None, [], "web")


def test_a_time_without_zone_needs_one_to_be_named(tmp_path: Path) -> None:
    local = benchmark(RESULTS.replace("36+00:00", "36"))

    assert_refuses(SOURCE, ask(tmp_path, local), "no time zone", "start-time")
    batch = collect(ask(tmp_path, local, timezone="Asia/Tokyo"))
    assert batch.observed_at == datetime(2026, 11, 23, 7, 20, 36, tzinfo=UTC)
    assert_refuses(SOURCE, ask(tmp_path, local, timezone="Mars"), "no time zone 'Mars'")


BOMB = (
    "<!DOCTYPE Benchmark [<!ENTITY a 'ha'>"
    + "".join(f"<!ENTITY {chr(98 + n)} '{f'&{chr(97 + n)};' * 10}'>" for n in range(12))
    + "]>"
)
HOSTILE = {
    "an entity bomb": (BOMB, "&m;"),
    "an external entity": (
        '<!DOCTYPE Benchmark [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        "&x;",
    ),
    "an external document type": (
        '<!DOCTYPE Benchmark SYSTEM "http://127.0.0.1:9/x.dtd">',
        "",
    ),
    "a parameter entity": (
        '<!DOCTYPE Benchmark [<!ENTITY % p SYSTEM "http://127.0.0.1:9/"> %p;]>',
        "",
    ),
    "an empty document type": ("<!DOCTYPE Benchmark>", ""),
}


@pytest.mark.parametrize(("declared", "used"), HOSTILE.values(), ids=HOSTILE)
def test_a_document_type_is_refused_before_it_can_act(
    tmp_path: Path, declared: str, used: str
) -> None:
    content = benchmark().replace("<Benchmark", f"{declared}<Benchmark", 1)
    content = content.replace("web-1", used or "web-1")

    assert_refuses(SOURCE, ask(tmp_path, content), "scan.xml", "document type")


def test_a_gzip_bomb_is_stopped_while_little_is_in_memory() -> None:
    packed = io.BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb", compresslevel=1) as stream:
        stream.write(f"<Benchmark {XCCDF}>".encode())
        for _ in range(50):
            stream.write(b" " * 1024**2)
    packed.seek(0)
    tracemalloc.start()

    with pytest.raises(Refused, match="unpacks to more than 33,554,432 bytes"):
        read_scans(packed, most=32 * 1024**2)

    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 4 * 1024**2


MALFORMED: dict[str, tuple[str | bytes, str]] = {
    "nothing": ("", "not well-formed"),
    "text": ("hello", "not well-formed"),
    "cut short": (benchmark()[:-30], "not well-formed"),
    "an undeclared entity": (benchmark().replace("web-1", "&x;"), "not well-formed"),
    "another document": ("<html/>", "not a Benchmark"),
    "an older XCCDF": (benchmark().replace("xccdf/1.2", "xccdf/1.1"), "XCCDF 1.2"),
    "no results": (benchmark(""), "no TestResult"),
    "no host": (benchmark(RESULTS.replace("web-1", "")), "TestResult[0].target"),
    "no time": (
        benchmark(RESULTS.replace("start-time", "x").replace("end-time", "y")),
        "start-time",
    ),
    "no rule": (benchmark(RESULTS.replace('idref="r1"', "")), "rule-result[0].idref"),
    "no result": (benchmark(one_result("")), "rule-result[0].result"),
    "no results in it": (
        benchmark(RESULTS.replace("rule-result", "other")),
        "has no results",
    ),
    "half a gzip": (gzip.compress(benchmark().encode())[:-20], "cannot be unpacked"),
    "no gzip after all": (b"\x1f\x8bhello world", "cannot be unpacked"),
    "nested too deep": (
        benchmark(RESULTS).replace("<Group", "<x>" * 5000 + "<Group", 1),
        "not well-formed",
    ),
}


@pytest.mark.parametrize(("content", "words"), MALFORMED.values(), ids=MALFORMED)
def test_a_malformed_scan_is_refused_by_name(
    tmp_path: Path, content: str | bytes, words: str
) -> None:
    assert_refuses(SOURCE, ask(tmp_path, content), "scan.xml", words)


def test_all_faulty_files_of_a_pattern_are_reported(tmp_path: Path) -> None:
    request = ask(tmp_path, "x", path="*.xml")
    (tmp_path / "other.xml").write_text("<html/>")

    assert len(assert_refuses(SOURCE, request).problems) == 2


@pytest.mark.parametrize("form", ["arf", "xccdf-results"])
def test_the_real_scan_is_taken_in_whole(
    shared_data: Path, tmp_path: Path, form: str
) -> None:
    path = f"scans/oscap-debian12-anssi-high.{form}.xml.gz"
    request = Request(name="oscap", options={"path": path}, root=shared_data, at=AT)

    (batch,) = assert_conforms(SOURCE, request, lake=tmp_path)

    assert Counter(batch.rows["outcome"].to_pylist()) == {
        "pass": 20,
        "fail": 2,
        "not_applicable": 28,
        "not_selected": 305,
    }
    assert None not in batch.rows["title"].to_pylist()
    assert not batch.partial


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    at=st.integers(0, len(benchmark())),
    new=st.binary(max_size=6) | st.sampled_from([b"<", b">", b"&", b"]]>", b"<!--"]),
    cut=st.integers(0, 60),
)
def test_no_bytes_raise_anything_but_bad_input(
    tmp_path: Path, at: int, new: bytes, cut: int
) -> None:
    data = benchmark().encode()

    try:
        list(SOURCE.collect(ask(tmp_path, data[:at] + new + data[at + cut :])))
    except BadInput as fault:
        assert fault.problems  # noqa: PT017 - any other exception fails the test


@given(st.binary(max_size=400).map(lambda data: b"\x1f\x8b" + data) | st.binary())
def test_no_bytes_at_all_are_taken_for_a_scan(data: bytes) -> None:
    with pytest.raises(Refused):
        read_scans(io.BytesIO(data))
