"""Attacks on a sealed package, and the reason that each is refused for."""

import base64
import hashlib
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assay.canonical import Json, json_bytes
from assay.dossier import Report, prepare, verify
from assay.dossier.archive import pack, unpack
from assay.dossier.manifest import Manifest
from assay.ledger import Kind, Proof, sign_checkpoint

PDF = "documents/overview.pdf"
ENVELOPE = "envelopes/publication.dsse.json"
SALT = "salts/publication.salt"
PROOF = "proofs/publication.tlog-proof"
GROWTH = "proofs/growth.json"


def rework(data: bytes, **changes: bytes) -> bytes:
    """The package with members replaced and sealed anew: what a forger does."""
    named = {
        "pdf": PDF,
        "manifest": "manifest.json",
        "envelope": ENVELOPE,
        "salt": SALT,
        "proof": PROOF,
        "growth": GROWTH,
    }
    changed = {named[key]: value for key, value in changes.items()}
    return pack({**unpack(data), **changed})


def check(report: Report, name: str) -> str:
    """How one check came out."""
    return next(c.outcome for c in report.checks if c.name == name)


def test_a_genuine_package_is_genuine_and_says_what_was_compared(
    published: Any,
) -> None:
    report = verify(published.second, published.shelf.policy())

    assert report.genuine
    assert report.exit_code == 0
    assert (report.provider, report.stream, report.seq) == (
        "Northwind Cloud",
        "publication.overview",
        1,
    )
    assert (report.entry, report.size) == (4, 5)
    assert report.root == published.shelf.head().root.hex()
    assert [c.name for c in report.checks] == [
        "seal",
        "packing",
        "manifest",
        "signature",
        "statement",
        "log",
        "entries",
        "references",
        "growth",
        "memory",
        "currency",
    ]


def test_what_nobody_can_tell_is_unknown_and_no_pass(published: Any) -> None:
    report = verify(published.second, published.shelf.policy())

    assert check(report, "memory") == "unknown"
    assert check(report, "currency") == "unknown"


def test_a_report_has_a_line_for_each_check_and_a_verdict(published: Any) -> None:
    report = verify(published.second, published.shelf.policy())

    lines = report.lines()
    assert lines[-1] == "genuine"
    assert len(lines) == len(report.checks) + 1
    assert report.data()["genuine"] is True


@pytest.mark.parametrize("bit", range(8))
def test_every_flipped_bit_is_named_altered(published: Any, bit: int) -> None:
    policy, data = published.shelf.policy(), published.first
    for place in range(len(data)):
        damaged = bytearray(data)
        damaged[place] ^= 1 << bit
        assert verify(bytes(damaged), policy).reason == "altered", place


def test_a_flipped_bit_in_any_member_is_caught_though_sealed_anew(
    published: Any,
) -> None:
    policy = published.shelf.policy()
    members = unpack(published.first)
    for name, data in members.items():
        for place in range(0, len(data), 2):
            damaged = bytearray(data)
            damaged[place] ^= 1 << place // 2 % 8
            forged = pack({**members, name: bytes(damaged)})
            assert not verify(forged, policy).genuine, (name, place)


@given(st.data())
@settings(max_examples=300, deadline=None)
def test_a_flip_anywhere_sealed_anew_is_caught(published: Any, draw: Any) -> None:
    """The forger fixes the seal but not what the flip broke inside."""
    body = bytearray(published.second[:-71])
    place = draw.draw(st.integers(0, len(body) - 1))
    body[place] ^= 1 << draw.draw(st.integers(0, 7))
    seal = b"sha256:" + hashlib.sha256(body).hexdigest().encode()
    assert not verify(bytes(body) + seal, published.shelf.policy()).genuine


def test_a_package_cut_short_anywhere_is_malformed(published: Any) -> None:
    policy = published.shelf.policy()
    for length in range(len(published.first)):
        report = verify(published.first[:length], policy)
        assert report.reason == "malformed", length


@given(st.binary(max_size=400))
@settings(deadline=None)
def test_bytes_of_any_kind_are_answered_not_crashed_on(
    published: Any, data: bytes
) -> None:
    assert not verify(data, published.shelf.policy()).genuine


@given(st.dictionaries(st.sampled_from(["manifest.json", PDF, PROOF]), st.binary()))
@settings(deadline=None)
def test_members_of_any_kind_are_answered_not_crashed_on(
    published: Any, members: Any
) -> None:
    forged = pack({**unpack(published.first), **members}) if members else b""
    report = verify(forged, published.shelf.policy())

    same = all(unpack(published.first)[k] == v for k, v in members.items())
    assert report.genuine is (bool(members) and same)


def test_bytes_before_or_behind_the_package_are_refused(published: Any) -> None:
    policy = published.shelf.policy()

    assert verify(b"MZ" + published.first, policy).reason == "altered"
    assert verify(published.first + b"\n", policy).reason == "malformed"


def test_another_document_is_altered(published: Any) -> None:
    forged = rework(published.second, pdf=b"%PDF-1.7 a better one")

    assert verify(forged, published.shelf.policy()).reason == "altered"


def test_another_document_with_a_manifest_to_match_is_altered(published: Any) -> None:
    """The manifest fits the document; the signature does not fit the manifest."""
    documents = {
        "overview.html": b"<!doctype html><title>Paper</title>",
        "overview.pdf": b"%PDF-1.7 a better one",
    }
    original = unpack(published.first)
    manifest = Manifest.parse(original["manifest.json"])
    prepared = prepare(
        documents,
        provider=manifest.provider,
        title=manifest.title,
        on=date.fromisoformat(manifest.on),
        stream=manifest.stream,
        seq=manifest.seq,
    )
    forged = pack(
        {
            "README.txt": original["README.txt"],
            "manifest.json": prepared.manifest.encode(),
            **{k: v for k, v in prepared.members.items() if k != "README.txt"},
            **{name: original[name] for name in (ENVELOPE, SALT, PROOF, GROWTH)},
        }
    )
    report = verify(forged, published.shelf.policy())

    assert report.reason == "altered"
    assert report.checks[-1].name == "statement"


def test_a_package_signed_by_another_is_wrong_key(shelf: Any, signer: Any) -> None:
    made = shelf()
    made.shelf.publisher = signer("somebody-else")
    forged = made.shelf.publish({"overview.pdf": b"%PDF-1.7 forged"})
    report = verify(forged, made.shelf.policy())

    assert report.reason == "wrong_key"
    assert report.checks[-1].name == "signature"


def test_a_key_of_the_right_name_and_the_wrong_material_is_no_key(
    shelf: Any, other_signer: Any
) -> None:
    made = shelf()
    made.shelf.publisher = other_signer("northwind-publisher")

    assert verify(
        made.shelf.publish({"overview.pdf": b"%PDF-1.7 forged"}), made.shelf.policy()
    ).reason in {"wrong_key", "altered"}


def test_a_log_that_the_policy_does_not_list_is_wrong_key(shelf: Any) -> None:
    made = shelf()
    policy = made.shelf.policy()
    made.shelf.origin = "log.elsewhere.example/assay"
    elsewhere = made.shelf.publish({"overview.pdf": b"%PDF-1.7"})
    report = verify(elsewhere, policy)

    assert report.reason == "wrong_key"
    assert report.checks[-1].name == "log"


def test_a_policy_without_a_publisher_trusts_nobody(
    published: Any, bare_policy: Any
) -> None:
    report = verify(published.second, bare_policy)

    assert report.reason == "wrong_key"
    assert "role publisher" in report.remedy


def test_a_package_that_was_never_logged_is_not_in_log(shelf: Any) -> None:
    """The proof is a real one, of another entry."""
    made = shelf()
    prepared = prepare(
        {"overview.pdf": b"%PDF-1.7 unlogged"},
        provider="Northwind Cloud",
        title="Overview",
        on=date(2026, 11, 24),
        stream="publication.overview",
        seq=0,
    )
    before = list(made.shelf.leaves)
    proof = made.shelf.prove(4)
    made.shelf.heads.clear()
    sealed = made.shelf.finish(prepared)
    made.shelf.leaves[:] = before
    report = verify(rework(sealed, proof=proof.format()), made.shelf.policy())

    assert report.reason == "not_in_log"


def test_the_proof_of_another_entry_is_not_in_log(published: Any) -> None:
    forged = rework(published.second, proof=published.shelf.prove(3).format())

    assert verify(forged, published.shelf.policy()).reason == "not_in_log"


def test_another_salt_is_not_in_log(published: Any) -> None:
    forged = rework(published.second, salt=bytes(32))

    assert verify(forged, published.shelf.policy()).reason == "not_in_log"


def test_a_salt_of_the_wrong_length_is_malformed(published: Any) -> None:
    forged = rework(published.second, salt=b"short")

    assert verify(forged, published.shelf.policy()).reason == "malformed"


def test_a_proof_with_data_riding_along_is_altered(published: Any) -> None:
    proof = Proof.parse(unpack(published.second)[PROOF])
    more = Proof(
        index=proof.index, path=proof.path, checkpoint=proof.checkpoint, extra=b"x"
    )
    forged = rework(published.second, proof=more.format())

    assert verify(forged, published.shelf.policy()).reason == "altered"


def test_a_duplicated_member_is_altered(published: Any) -> None:
    """Two members of one name: one reader takes the first, another the last."""
    first = pack({"README.txt": b"one"})
    local = first[: 30 + len("README.txt") + 3]
    data = local + published.second
    body = data[:-71]
    seal = b"sha256:" + hashlib.sha256(body).hexdigest().encode()

    assert verify(body + seal, published.shelf.policy()).reason == "altered"


@pytest.mark.parametrize(
    "name", ["documents/free-gift.exe", "proofs/9.tlog-proof", "zzz"]
)
def test_a_member_too_many_is_altered(published: Any, name: str) -> None:
    forged = pack({**unpack(published.second), name: b"hello"})

    assert verify(forged, published.shelf.policy()).reason == "altered"


def test_members_in_another_order_are_altered(published: Any) -> None:
    members = unpack(published.second)
    forged = pack(dict(reversed(members.items())))

    assert verify(forged, published.shelf.policy()).reason == "altered"


@pytest.mark.parametrize("name", ["manifest.json", PDF, ENVELOPE, SALT, PROOF, GROWTH])
def test_a_member_too_few_is_malformed(published: Any, name: str) -> None:
    members = {k: v for k, v in unpack(published.second).items() if k != name}

    assert verify(pack(members), published.shelf.policy()).reason == "malformed"


def test_an_older_publication_is_superseded_where_the_policy_knows(
    published: Any,
) -> None:
    policy = published.shelf.policy("current publication.overview 1")
    report = verify(published.first, policy)

    assert report.reason == "superseded"
    assert report.exit_code == 1
    assert report.lines()[-1] == "genuine, but superseded"
    assert verify(published.second, policy).genuine


def known_line(made: Any, size: int) -> str:
    """The policy's line for a head seen before."""
    head = made.shelf.head(size)
    return f"known {head.origin} {size} {base64.b64encode(head.root).decode()}"


def test_a_policy_that_saw_only_later_heads_still_says_superseded(
    published: Any,
) -> None:
    seen, current = known_line(published, 5), "current publication.overview 1"
    told = published.shelf.policy(seen, current)

    assert verify(published.first, told).reason == "superseded"
    assert verify(published.first, published.shelf.policy(seen)).reason == "forked_log"


def test_an_older_publication_is_superseded_by_a_newer_one_shown(
    published: Any,
) -> None:
    report = verify(published.first, published.shelf.policy(), since=published.second)

    assert report.reason == "superseded"


def test_a_newer_publication_agrees_with_the_older_one_kept(published: Any) -> None:
    report = verify(published.second, published.shelf.policy(), since=published.first)

    assert report.genuine
    assert check(report, "since") == "yes"


@pytest.mark.parametrize("size", [1, 2, 3, 5])
def test_a_checkpoint_kept_from_before_must_be_connected(
    published: Any, size: int
) -> None:
    """The package proves growth from size 3, the first publication's head."""
    report = verify(
        published.second,
        published.shelf.policy(),
        since=published.shelf.note(size),
    )

    assert report.genuine is (size in {3, 5})
    assert report.reason in {"", "forked_log"}


def test_a_log_proof_kept_from_before_will_do(published: Any) -> None:
    report = verify(
        published.second,
        published.shelf.policy(),
        since=published.shelf.prove(4).format(),
    )

    assert report.genuine


def fork(made: Any) -> bytes:
    """The second publication in a log whose past was rewritten after the first."""
    made.shelf.leaves[0] = made.shelf.leaves[0].replace(b"batch", b"other")
    made.shelf.leaves.pop()
    made.shelf.heads[:] = []
    made.shelf.add(Kind.RESULT, "another", b"another")
    forged: bytes = made.shelf.publish({"overview.pdf": b"%PDF-1.7 rewritten"})
    return forged


def test_a_rewritten_log_is_forked_against_the_package_kept(shelf: Any) -> None:
    made = shelf()
    kept, forged = made.first, fork(made)

    assert verify(forged, made.shelf.policy()).genuine
    assert verify(forged, made.shelf.policy(), since=kept).reason == "forked_log"


def test_a_rewritten_log_is_forked_against_what_the_policy_has_seen(shelf: Any) -> None:
    made = shelf()
    policy = made.shelf.policy(known_line(made, 3))
    genuine, forged = made.second, fork(made)

    assert verify(genuine, policy).genuine
    assert verify(forged, policy).reason == "forked_log"


def test_a_head_of_the_same_size_and_another_root_is_forked(
    shelf: Any, signer: Any
) -> None:
    made = shelf()
    other = made.shelf.head()
    made.shelf.leaves[0] = made.shelf.leaves[0].replace(b"batch", b"other")
    fraud = sign_checkpoint(made.shelf.head(), signer(other.origin))

    assert verify(made.second, made.shelf.policy(), since=fraud).reason == "forked_log"


def test_a_growth_path_that_leads_elsewhere_is_forked(published: Any) -> None:
    growth = json_bytes({"3": ["00" * 32] * 3})
    forged = rework(published.second, growth=growth)

    assert verify(forged, published.shelf.policy()).reason == "forked_log"


def test_two_different_publications_of_one_number_are_told(shelf: Any) -> None:
    made = shelf()
    made.shelf.last = None
    made.shelf.heads[:] = [made.shelf.head(3), made.shelf.head(5)]
    twin = made.shelf.publish({"overview.pdf": b"%PDF-1.7 for others"})

    report = verify(twin, made.shelf.policy(), since=made.first)
    assert report.reason == "forked_log"
    assert "edition 1" in report.checks[-1].says


def test_a_since_that_is_itself_false_proves_nothing(published: Any) -> None:
    policy = published.shelf.policy()
    damaged = bytearray(published.first)
    damaged[2000] ^= 1

    for false in (bytes(damaged), published.first[:-9], b"hello", b""):
        report = verify(published.second, policy, since=false)
        assert not report.genuine
        assert "for comparison" in report.checks[-1].says


def test_a_loose_document_is_recognised_or_not(published: Any) -> None:
    policy = published.shelf.policy()
    good, bad = {"my.pdf": b"%PDF-1.7 not really"}, {"my.pdf": b"%PDF-1.7 other"}

    assert verify(published.second, policy, files=good).genuine
    assert verify(published.second, policy, files=bad).reason == "altered"


def test_an_entry_that_a_document_names_and_nobody_proves_is_altered(
    shelf: Any,
) -> None:
    made = shelf()
    anchors: list[Json] = [{"entry": 0, "kind": "snapshot", "digest": "00" * 32}]
    sealed = made.shelf.publish({"overview.json": json_bytes({"anchors": anchors})})
    report = verify(sealed, made.shelf.policy())

    assert report.reason == "altered"
    assert report.checks[-1].name == "references"


def test_an_opened_entry_by_a_signer_unknown_to_the_policy_is_in_doubt(
    published: Any, publisher_only: Callable[[Any], Any]
) -> None:
    report = verify(published.second, publisher_only(published.shelf))

    assert report.genuine
    assert check(report, "entries") == "unknown"


def test_an_envelope_swapped_between_entries_is_altered(published: Any) -> None:
    members = unpack(published.second)
    forged = pack({**members, "salts/1.salt": bytes(32)})

    assert verify(forged, published.shelf.policy()).reason == "altered"


def test_a_package_of_a_newer_format_says_so(published: Any) -> None:
    newer = unpack(published.second)["manifest.json"].replace(
        b"assay-dossier/1", b"assay-dossier/2"
    )
    report = verify(rework(published.second, manifest=newer), published.shelf.policy())

    assert report.reason == "malformed"
    assert "newer version" in report.remedy
