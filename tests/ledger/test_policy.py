"""Whom a verifier trusts: the file, the quorum, what was seen before."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.errors import BadInput
from assay.ledger import (
    Algorithm,
    Altered,
    Checkpoint,
    ForkedLog,
    Policy,
    Superseded,
    WrongKey,
    sign_checkpoint,
)
from assay.ledger.growth import grow
from assay.ledger.keys import KeySigner
from assay.ledger.note import add_cosignature, sign_note
from assay.ledger.spelling import base64_text
from assay.ledger.tiles import Tiles

MakeSigner = Callable[..., KeySigner]
ORIGIN = "log.northwind.example/assay"
WITNESSES = ("X1", "X2", "X3", "Y1", "Y2", "Y3")


def witness(signer_of: MakeSigner, name: str) -> KeySigner:
    return signer_of(f"witness.example/{name}", Algorithm.COSIGNATURE)


def head_of(size: int, *, flavour: str = "") -> Checkpoint:
    files = grow(0, [f"{flavour}{i}".encode() for i in range(size)], no_files)
    return Checkpoint(origin=ORIGIN, size=size, root=files.root)


def no_files(_path: str) -> bytes | None:
    return None


def path_between(old: int, new: int) -> tuple[bytes, ...]:
    files = grow(0, [b"%d" % i for i in range(new)], no_files).files
    return Tiles(files.get, new).consistency(old)


def written(signer_of: MakeSigner, *lines: str, quorum: str = "quorum none") -> bytes:
    log = f"log {signer_of(ORIGIN).key.vkey}"
    return "".join(f"{line}\n" for line in (log, *lines, quorum)).encode()


def quorum_policy(signer_of: MakeSigner, *groups: str, quorum: str) -> Policy:
    lines = [
        f"witness {name} {witness(signer_of, name).key.vkey}" for name in WITNESSES
    ]
    return Policy.parse(written(signer_of, *lines, *groups, quorum=f"quorum {quorum}"))


def cosigned(signer_of: MakeSigner, *names: str) -> bytes:
    note = sign_checkpoint(head_of(3), signer_of(ORIGIN))
    for at, name in enumerate(names):
        note = add_cosignature(note, witness(signer_of, name), time=1000 + at)
    return note


def test_a_policy_reads_and_writes_every_line(signer_of: MakeSigner) -> None:
    data = written(
        signer_of,
        f"witness w1 {witness(signer_of, 'w1').key.vkey} https://witness.example/",
        f"witness w2 {witness(signer_of, 'w2').key.vkey}",
        "group both all w1 w2",
        f"role publisher {signer_of('publisher').key.vkey}",
        f"role auditor {signer_of('auditor').key.vkey}",
        "current publication.overview 3",
        f"known {ORIGIN} 3 {base64_text(head_of(3).root)}",
        quorum="quorum both",
    )
    policy = Policy.parse(data)
    assert policy.logs[0].key.name == ORIGIN
    assert policy.witnesses[0].url == "https://witness.example/"
    assert policy.groups[0].threshold == 2
    assert policy.keys("publisher") == (signer_of("publisher").key,)
    assert policy.keys("approver") == ()
    assert policy.current[0].seq == 3
    assert policy.known[0].root == head_of(3).root
    assert Policy.parse(policy.format()) == policy


def test_space_comments_and_order_do_not_matter(signer_of: MakeSigner) -> None:
    plain = written(signer_of, f"role auditor {signer_of('auditor').key.vkey}")
    loose = b"\n\n  # a comment with \xff in it\n" + plain.replace(b" ", b" \t ")
    assert Policy.parse(loose) == Policy.parse(plain)
    assert Policy.parse(plain.removesuffix(b"\n")) == Policy.parse(plain)


def test_names_are_octets_and_not_characters(signer_of: MakeSigner) -> None:
    vkeys = [witness(signer_of, name).key.vkey.encode() for name in ("a", "b", "c")]
    names = (b"K", b"\xe2\x84\xaa", b"\xff")
    data = b"".join(
        b"witness %s %s\n" % pair for pair in zip(names, vkeys, strict=True)
    )
    data += b"group all all K \xe2\x84\xaa \xff\nquorum all\n"
    assert len(Policy.parse(data).groups[0].members) == 3
    assert Policy.parse(data).format() == data.replace(b"all all", b"all 3")


def test_a_policy_holds_at_least_32_of_each(signer_of: MakeSigner) -> None:
    lines = [f"log {signer_of(f'log{i}').key.vkey}" for i in range(40)]
    lines += [f"witness w{i} {witness(signer_of, f'w{i}').key.vkey}" for i in range(40)]
    lines += [f"group g{i} any w{i}" for i in range(40)]
    policy = Policy.parse(written(signer_of, *lines))
    sizes = [len(part) for part in (policy.logs, policy.witnesses, policy.groups)]
    assert sizes == [41, 40, 40]


def test_every_fault_is_reported_with_its_line() -> None:
    with pytest.raises(BadInput) as stopped:
        Policy.parse(b"quorum some\nlogg x\nlog x\n", file="verify.policy")
    places = [(one.file, one.place) for one in stopped.value.problems]
    assert places == [("verify.policy", f"line {i}") for i in (1, 2, 3)]
    assert "Did you mean `log`?" in stopped.value.problems[1].remedy
    assert stopped.value.exit_code == 2


@pytest.mark.parametrize(
    "lines",
    [
        ("quorum none", "quorum none"),
        ("quorum missing",),
        (),
        ("group g any", "quorum none"),
        ("group g 0 X", "quorum none"),
        ("group g 2 X", "quorum none"),
        ("group g 01 X", "quorum none"),
        ("group g any none", "quorum none"),
        ("group g any X X", "quorum none"),
        ("group g any X", "group h any X", "quorum none"),
        ("group g any X", "group h any g g", "quorum none"),
        ("group g any h", "group h any X", "quorum none"),
        ("group X any X", "quorum none"),
        ("group none any X", "quorum none"),
        ("witness X {w2}", "quorum none"),
        ("witness none {w2}", "quorum none"),
        ("witness W {w1}", "quorum none"),
        ("witness W {log}", "quorum none"),
        ("log {log}", "quorum none"),
        ("log {log2} url more", "quorum none"),
        ("log", "quorum none"),
        ("log {w2}", "quorum none"),
        ("role auditor {w2}", "quorum none"),
        ("role Auditor {log}", "quorum none"),
        ("role auditor {log}", "role auditor {log}", "quorum none"),
        ("current s 01", "quorum none"),
        ("current S 1", "quorum none"),
        ("current s 1", "current s 2", "quorum none"),
        ("known o 1 AAAA", "quorum none"),
        ("known o 1 {root}", "known o 1 {root}", "quorum none"),
        ("known o", "quorum none"),
        ("known o 0 {root}", "quorum none"),
        ("quorum none\r",),
        ("# \x00", "quorum none"),
        ("\x7f", "quorum none"),
    ],
)
def test_a_policy_that_means_nothing_is_refused(
    signer_of: MakeSigner, lines: tuple[str, ...]
) -> None:
    words = {
        "w1": witness(signer_of, "X").key.vkey,
        "w2": witness(signer_of, "other").key.vkey,
        "log": signer_of(ORIGIN).key.vkey,
        "log2": signer_of("log2").key.vkey,
        "root": base64_text(bytes(32)),
    }
    start = [f"log {words['log']}", f"witness X {words['w1']}"]
    text = "".join(f"{line.format(**words)}\n" for line in (*start, *lines))
    with pytest.raises(BadInput):
        Policy.parse(text.encode())


def test_a_file_without_end_is_not_read() -> None:
    with pytest.raises(BadInput):
        Policy.parse(b"#" * (1 << 21))


@given(
    st.binary()
    | st.text().map(lambda t: f"log {t}\ngroup {t}".encode(errors="replace"))
)
def test_no_bytes_make_the_parser_fail_otherwise(data: bytes) -> None:
    with suppress(BadInput):
        Policy.parse(data)


def test_a_head_of_a_listed_log_is_seen(signer_of: MakeSigner) -> None:
    policy = Policy.parse(written(signer_of))
    seen = policy.see(sign_checkpoint(head_of(3), signer_of(ORIGIN)))
    assert seen.checkpoint == head_of(3)
    assert (seen.log, seen.witnesses) == (signer_of(ORIGIN).key, {})


def test_a_log_of_the_same_name_with_another_key_is_not_it(
    signer_of: MakeSigner,
) -> None:
    policy = Policy.parse(written(signer_of))
    other = signer_of(ORIGIN, seed="another")
    with pytest.raises(WrongKey):
        policy.see(sign_checkpoint(head_of(3), other))


@pytest.mark.parametrize(
    ("names", "reached"),
    [
        ((), False),
        (("X1", "X2"), False),
        (("X1", "Y1"), False),
        (("Y1", "Y2", "Y3"), False),
        (("X1", "X3", "Y2"), True),
        (WITNESSES, True),
    ],
)
def test_a_quorum_of_groups_counts_as_the_specification_says(
    signer_of: MakeSigner, names: tuple[str, ...], *, reached: bool
) -> None:
    policy = quorum_policy(
        signer_of,
        "group X 2 X1 X2 X3",
        "group Y any Y1 Y2 Y3",
        "group X-and-Y all X Y",
        quorum="X-and-Y",
    )
    note = cosigned(signer_of, *names)
    if reached:
        assert set(policy.see(note).witnesses) == set(names)
    else:
        with pytest.raises(WrongKey, match="quorum"):
            policy.see(note)


def test_one_witness_can_be_the_quorum_and_tells_the_time(
    signer_of: MakeSigner,
) -> None:
    policy = quorum_policy(signer_of, quorum="X2")
    assert policy.see(cosigned(signer_of, "X1", "X2")).witnesses == {
        "X1": 1000,
        "X2": 1001,
    }
    with pytest.raises(WrongKey):
        policy.see(cosigned(signer_of, "X1", "Y1", "Y2"))


def test_a_forged_cosignature_condemns_the_head(signer_of: MakeSigner) -> None:
    policy = quorum_policy(signer_of, quorum="X1")
    forger = replace(witness(signer_of, "Y1"), key=witness(signer_of, "X1").key)
    note = sign_checkpoint(head_of(3), signer_of(ORIGIN))
    with pytest.raises(Altered):
        policy.see(add_cosignature(note, forger, time=5))


def test_a_log_may_sign_with_its_old_and_its_new_key(signer_of: MakeSigner) -> None:
    keys = [signer_of(ORIGIN, seed=seed) for seed in ("old", "new")]
    other = signer_of("another.example")
    lines = [f"log {one.key.vkey}" for one in (other, *keys)]
    policy = Policy.parse("\n".join([*lines, "quorum none", ""]).encode())
    note = sign_note(head_of(3).text, other, *keys)
    assert policy.see(note).log == keys[0].key
    assert policy.see(sign_checkpoint(head_of(3), keys[1])).log == keys[1].key


def test_witnesses_alone_do_not_make_a_head(signer_of: MakeSigner) -> None:
    policy = quorum_policy(signer_of, quorum="X1")
    note = sign_checkpoint(head_of(3), signer_of(ORIGIN, seed="another"))
    with pytest.raises(WrongKey):
        policy.see(add_cosignature(note, witness(signer_of, "X1"), time=5))


def test_a_witness_named_as_the_log_is_not_the_log(signer_of: MakeSigner) -> None:
    namesake = signer_of(ORIGIN, Algorithm.COSIGNATURE, seed="namesake")
    line = f"witness W {namesake.key.vkey}"
    policy = Policy.parse(written(signer_of, line, quorum="quorum W"))
    note = sign_checkpoint(head_of(3), signer_of(ORIGIN, seed="another"))
    with pytest.raises(WrongKey, match="No listed log"):
        policy.see(add_cosignature(note, namesake, time=5))


def known(signer_of: MakeSigner, *heads: Checkpoint) -> Policy:
    lines = [f"known {ORIGIN} {one.size} {base64_text(one.root)}" for one in heads]
    return Policy.parse(written(signer_of, *lines))


def test_a_head_seen_before_may_not_change(signer_of: MakeSigner) -> None:
    policy = known(signer_of, head_of(3))
    policy.recall(head_of(3))
    with pytest.raises(ForkedLog, match="size 3"):
        policy.recall(head_of(3, flavour="forged "))


def test_a_head_must_be_shown_to_extend_one_seen_before(
    signer_of: MakeSigner,
) -> None:
    policy = known(signer_of, head_of(3))
    policy.recall(head_of(7), {3: path_between(3, 7)})
    for paths in (None, {}, {4: path_between(4, 7)}):
        with pytest.raises(ForkedLog, match="Nothing shows"):
            policy.recall(head_of(7), paths)
    with pytest.raises(ForkedLog):
        policy.recall(head_of(7, flavour="forged "), {3: path_between(3, 7)})


def test_an_older_head_must_be_shown_to_lead_to_one_seen_before(
    signer_of: MakeSigner,
) -> None:
    policy = known(signer_of, head_of(7))
    policy.recall(head_of(3), {7: path_between(3, 7)})
    with pytest.raises(ForkedLog):
        policy.recall(head_of(3, flavour="forged "), {7: path_between(3, 7)})
    with pytest.raises(ForkedLog):
        policy.recall(head_of(3))
    known(signer_of, head_of(3), head_of(7)).recall(head_of(3))


def test_a_path_from_an_old_head_does_not_hide_a_fork_before_the_newest(
    signer_of: MakeSigner,
) -> None:
    policy = known(signer_of, head_of(3), head_of(7))
    policy.recall(head_of(5), {7: path_between(5, 7)})
    policy.recall(head_of(9), {7: path_between(7, 9)})
    with pytest.raises(ForkedLog, match="of size 7"):
        policy.recall(head_of(5), {3: path_between(3, 5)})
    with pytest.raises(ForkedLog, match="of size 7"):
        policy.recall(head_of(9), {3: path_between(3, 9)})
    with pytest.raises(ForkedLog):
        policy.recall(head_of(9), {3: path_between(3, 9)[1:], 7: path_between(7, 9)})


def test_who_saw_nothing_before_has_nothing_to_compare(signer_of: MakeSigner) -> None:
    known(signer_of).recall(head_of(3))
    known(signer_of, head_of(0)).recall(head_of(3))
    known(signer_of, head_of(0)).recall(head_of(0))
    with pytest.raises(ForkedLog):
        known(signer_of, head_of(3)).recall(head_of(0))


def test_what_is_known_to_be_newer_supersedes(signer_of: MakeSigner) -> None:
    policy = Policy.parse(written(signer_of, "current publication.overview 3"))
    policy.newest("publication.overview", 3)
    policy.newest("publication.overview", 4)
    policy.newest("publication.other", 0)
    with pytest.raises(Superseded, match="4 is current"):
        policy.newest("publication.overview", 2)
