"""From documents to a package: the same bytes every time, or a clear refusal."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from assay.canonical import digest
from assay.dossier import prepare, seal, verify
from assay.dossier.archive import unpack
from assay.dossier.manifest import Manifest
from assay.ledger import (
    PAYLOAD_TYPE,
    Altered,
    Kind,
    Malformed,
    Policy,
    Statement,
    sign_envelope,
)
from assay.ledger.log import Log, Record

STREAM = "publication.overview"
ON = date(2026, 11, 24)


def prepared(**more: Any) -> Any:
    """A publication about to be signed."""
    return prepare(
        {"overview.pdf": b"%PDF", "overview.html": b"<html>"},
        provider="Northwind Cloud",
        title="Overview",
        on=ON,
        stream=STREAM,
        seq=more.pop("seq", 0),
        **more,
    )


def test_the_same_facts_are_sealed_to_the_same_bytes(shelf: Any) -> None:
    assert shelf().second == shelf().second


def test_the_statement_names_manifest_and_documents_by_digest() -> None:
    one = prepared()
    statement = Statement.parse(one.statement)
    named = {s.name: s.digest["sha256"] for s in statement.subjects}

    assert named == {
        "manifest.json": digest(one.manifest.encode()),
        "README.txt": digest(one.members["README.txt"]),
        "documents/overview.html": digest(b"<html>"),
        "documents/overview.pdf": digest(b"%PDF"),
    }
    assert statement.predicate_type == "urn:assay:predicate:publication:1"
    assert statement.predicate["stream"] == STREAM


def test_the_manifest_reads_back(published: Any) -> None:
    data = unpack(published.second)["manifest.json"]
    manifest = Manifest.parse(data)

    assert manifest.encode() == data
    assert (manifest.seq, manifest.on) == (1, "2026-11-24")
    assert [head.size for head in manifest.earlier] == [3]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("seq", "1"),
        ("seq", -1),
        ("seq", True),
        ("on", "yesterday"),
        ("members", {}),
        ("members", [{"name": "x"}]),
        ("cited", [{"entry": 1, "leaf": "zz", "digest": ""}]),
        ("earlier", 7),
        ("prev", "not a hash"),
        ("provider", None),
    ],
)
def test_a_manifest_of_another_shape_is_refused(
    published: Any, key: str, value: Any
) -> None:
    found = json.loads(unpack(published.second)["manifest.json"])
    data = json.dumps({**found, key: value}, sort_keys=True, separators=(",", ":"))

    with pytest.raises((Malformed, Altered)):
        Manifest.parse(data.encode())


def test_a_package_without_a_proof_that_it_needs_is_not_sealed(shelf: Any) -> None:
    made = shelf().shelf
    one = prepared(earlier=[made.head(3)])
    envelope = sign_envelope(PAYLOAD_TYPE, one.statement, made.publisher)

    with pytest.raises(Malformed, match="size 3"):
        seal(one, envelope=envelope, salt=bytes(32), proof=made.prove(0))


def test_a_proof_under_another_head_is_not_sealed(shelf: Any) -> None:
    made = shelf().shelf
    other = made.add(Kind.RESULT, "other", b"other")
    stale = made.prove(other.index)
    one = prepared(references=[other])
    envelope = sign_envelope(PAYLOAD_TYPE, one.statement, made.publisher)
    made.leaves.append(one.entry(envelope, bytes(32)).encode())

    with pytest.raises(Malformed, match="another checkpoint"):
        seal(
            one,
            envelope=envelope,
            salt=bytes(32),
            proof=made.prove(len(made.leaves) - 1),
            proofs={other.index: stale},
        )


def test_a_document_that_leaves_its_folder_is_not_sealed(shelf: Any) -> None:
    with pytest.raises(Malformed):
        shelf().shelf.publish({"../../escape": b""})


def test_it_works_with_a_log_on_disk(tmp_path: Path, signer: Any) -> None:
    """As the workspace does it: prepare, sign, append, integrate, prove, seal."""
    origin = "log.northwind.example/assay"
    publisher = signer("publisher")
    with Log.open(tmp_path, origin=origin, signer=signer(origin)) as log:
        one = prepared()
        envelope = sign_envelope(PAYLOAD_TYPE, one.statement, publisher)
        salt = bytes(range(32))
        record = Record(
            kind=Kind.PUBLICATION, stream=STREAM, envelope=envelope, salt=salt
        )
        (receipt,) = log.append([record])
        log.integrate()
        sealed = seal(one, envelope=envelope, salt=salt, proof=log.prove(receipt.index))
    lines = (
        f"log {signer(origin).key.vkey}",
        f"role publisher {publisher.key.vkey}",
        "quorum none",
        "",
    )

    assert receipt.entry == one.entry(envelope, salt)
    assert verify(sealed, Policy.parse("\n".join(lines).encode())).genuine
