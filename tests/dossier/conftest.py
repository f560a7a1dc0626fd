"""A small provider, its paper, and a log in memory that publishes it."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from itertools import product

import pytest

from assay.canonical import digest, json_bytes
from assay.checks import Verdict
from assay.dossier import (
    Anchor,
    Facts,
    Opened,
    Paper,
    Prepared,
    Reference,
    assemble,
    prepare,
    seal,
)
from assay.ledger import (
    PAYLOAD_TYPE,
    Checkpoint,
    Entry,
    Kind,
    Policy,
    Proof,
    Statement,
    Subject,
    commitment,
    leaf_hash,
    predicate_type,
    sign_checkpoint,
    sign_envelope,
)
from assay.ledger.keys import KeySigner, generate
from assay.ledger.merkle import consistency_path, inclusion_path, root
from assay.register import Attestation, Program, Question, Register, scope
from assay.register.program import (
    Artefact,
    Assessor,
    Contradiction,
    Level,
    Relationship,
    Validity,
)
from assay.register.program import (
    Kind as ProgramKind,
)
from assay.register.responsibility import Allocation, Duty
from assay.register.values import (
    Agreement,
    Copy,
    Document,
    Exclusion,
    Party,
    Period,
    Plan,
    Provider,
    Region,
    Responsibility,
    Scope,
    Service,
    Source,
)
from assay.standing import CellStanding, EvidenceState, Standing

ON = date(2026, 11, 24)
MADE = datetime(2026, 11, 24, 6, tzinfo=UTC)
ORIGIN = "log.northwind.example/assay"
STREAM = "publication.overview"
RUN = "20261124T060000Z.abc"
VERDICTS: tuple[Verdict, ...] = ("met", "met", "unknown", "not_met")
"""The evidence of each service."""
HOSTILE = (
    '#import "evil.typ": *',
    "<script>alert(1)</script>",
    "$x$ *b* _i_ @ref // -- 'q' \\n",
    "日本語 & مرحبا",
)
"""Titles that a careless renderer would run instead of print."""


def program(identifier: str, kind: ProgramKind, title: str, **more: object) -> Program:
    """A program of that kind."""
    plain = Program(
        id=identifier,
        title=title,
        kind=kind,
        owner="Its owner",
        summary=f"What {title} means. What it does not mean.",
        time="none",
        axes=("service", "region"),
        assessors=(Assessor(role="firm", title="Firm", independence="Yes"),),
        validity=Validity(),
        editions=(),
        requirement_sets=(),
        artefacts=(Artefact(id="report", title="Report", audience="on_request"),),
        name_2017=title,
        today="Still the same.",
        relations=(Relationship(kind="maps_to", program="soc-2", note="A map."),),
        contradictions=(
            Contradiction(
                topic="How many",
                stated="Eight",
                stated_by="one source",
                found="Seven",
                found_by="another",
                confirmed=False,
            ),
        ),
        sources=("A book",),
    )
    return replace(plain, **more)  # type: ignore[arg-type]  # test data by name


def _programs() -> dict[str, Program]:
    levels = (Level(id="low", title="Low"), Level(id="high", title="High"))
    made = (
        program("soc-2", "attestation_report", "SOC 2"),
        program("iso-27001", "certification", "ISO/IEC 27001"),
        program("fedramp", "authorization", "FedRAMP", levels=levels),
        program("hipaa", "law", "HIPAA"),
        program("mpaa", "alignment", "MPA Best Practices"),
        program("gxp", "guidance", "GxP"),
    )
    return {one.id: one for one in made}


def _attestations() -> dict[str, Attestation]:
    source = Source(document="reports", section="SOC 2 <2026>", page="3")
    everywhere = (Scope(services="all", regions="all"),)
    made = (
        Attestation(
            id="soc-2-2026",
            program="soc-2",
            by="firm",
            source=source,
            title="SOC 2 Type 2, 2026",
            type="2",
            opinion="unmodified",
            categories=("security",),
            period=Period(start=date(2026, 4, 1), end=date(2026, 9, 30)),
            issued=date(2026, 11, 10),
            scope=everywhere,
            copies=(
                Copy(id="report", title="Report", audience="account_holder_under_nda"),
            ),
        ),
        Attestation(
            id="iso-27001-2025",
            program="iso-27001",
            by="firm",
            source=source,
            issued=date(2025, 5, 2),
            expires=date(2028, 5, 1),
            scope=(Scope(services="same-as:soc-2-2026", regions=("west",)),),
            exclusions=(Exclusion(services=("s3",), regions="all", reason="Too new"),),
        ),
        Attestation(
            id="fedramp-high",
            program="fedramp",
            by="agency",
            source=source,
            issued=date(2026, 1, 5),
            scope=(Scope(services=("s0", "s1"), regions=("gov",), levels=("high",)),),
            note="Attached: #pagebreak()",
        ),
        Attestation(
            id="hipaa-2026",
            program="hipaa",
            by="northwind",
            source=source,
            issued=date(2026, 2, 1),
            scope=(Scope(services="unstated", regions="all"),),
        ),
    )
    return {one.id: one for one in made}


def _register() -> Register:
    source = Source(document="reports", section="Agreements of Acme Hospital")
    services = {
        f"s{i}": Service(id=f"s{i}", title=title, category="x")
        for i, title in enumerate(HOSTILE)
    }
    regions = {
        one: Region(id=one, title=one.title(), country="US")
        for one in ("west", "east", "gov")
    }
    parties = (
        Party(id="firm", name="Alder & Finch LLP", kind="assessor"),
        Party(id="agency", name="An Agency", kind="authority"),
        Party(id="northwind", name="Northwind Cloud", kind="provider"),
        Party(id="acme", name="Acme Hospital", kind="customer"),
    )
    return Register(
        provider=Provider(id="northwind", name="Northwind Cloud", fictional=True),
        programs=_programs(),
        services=services,
        regions=regions,
        parties={one.id: one for one in parties},
        documents={
            "reports": Document(
                id="reports",
                title="Reports & “certificates”",
                publisher="Alder & Finch LLP",
                dated=date(2026, 11, 11),
            )
        },
        attestations=_attestations(),
        plans=(
            Plan(
                program="gxp",
                scope=(Scope(services="all", regions=("east",)),),
                began=date(2026, 6, 1),
                target=date(2027, 6, 1),
                by="northwind",
                source=Source(document="reports"),
            ),
        ),
        agreements={
            "acme-baa": Agreement(
                id="acme-baa",
                kind="baa",
                program="hipaa",
                customer="acme",
                version="4",
                signed=date(2026, 3, 1),
                source=source,
                services=("s2",),
            )
        },
        responsibilities={
            "cc6.1": Responsibility(
                id="cc6.1",
                program="soc-2",
                catalog="tsc",
                requirement="cc6.1",
                source=Source(document="reports", section="User controls"),
                allocations=(
                    Allocation(party="provider", duty="implement"),
                    Allocation(party="customer", duty="configure"),
                ),
                duties=(
                    Duty(id="cuec-1", bearer="customer", text="Close #old accounts"),
                ),
            )
        },
    )


def _standing(register: Register) -> Standing:
    cells = [
        CellStanding(
            program=one.id,
            level="",
            service=service,
            region=region,
            claim=scope(
                register, Question(program=one.id, service=service, region=region), ON
            ),
            evidence=EvidenceState(
                state=VERDICTS[int(service[1])],
                reason="" if service in {"s0", "s1"} else "account: evidence too old",
                met=1,
                not_met=0,
                unknown=0,
                not_applicable=0,
                catalog="tsc",
                synthetic=True,
                run=RUN,
            ),
            mark="",
        )
        for one in register.programs.values()
        for service, region in product(register.services, register.regions)
    ]
    return Standing(on=ON, at=MADE, cells=tuple(cells))


FACTS = Facts(
    seq=1,
    origin=ORIGIN,
    proofs={
        "standing": Anchor(entry=2, kind="standing", digest=digest(b"standing")),
        f"run:{RUN}": Anchor(entry=1, kind="result", digest=digest(b"run")),
    },
)


@pytest.fixture(scope="session")
def register() -> Register:
    """A register with one program of many kinds, and hostile titles."""
    return _register()


@pytest.fixture(scope="session")
def standing(register: Register) -> Standing:
    """A standing of every cell of it, all three verdicts among them."""
    return _standing(register)


@pytest.fixture(scope="session")
def paper(register: Register, standing: Standing) -> Paper:
    """The overview paper of that register and standing."""
    return assemble(register, standing, ON, facts=FACTS)


def sign_as(name: str) -> KeySigner:
    """The key of that name: always the same."""
    secret = hashlib.sha256(name.encode()).digest()
    return generate(name, entropy=lambda size: secret[:size])


def salt_of(text: str) -> bytes:
    """A salt: always the same."""
    return hashlib.sha256(f"salt {text}".encode()).digest()


@dataclass(kw_only=True)
class Shelf:
    """A provider's log in memory, its keys, and what it has published."""

    origin: str = ORIGIN
    publisher: KeySigner = field(default_factory=lambda: sign_as("northwind-publisher"))
    leaves: list[bytes] = field(default_factory=list)
    heads: list[Checkpoint] = field(default_factory=list)
    last: Entry | None = None

    def add(self, kind: Kind, stream: str, thing: bytes) -> Reference:
        """Record a signed statement about `thing`; what refers to it later."""
        statement = Statement(
            subjects=(Subject(name=stream, digest={"sha256": digest(thing)}),),
            predicate_type=predicate_type(kind),
            predicate={},
        )
        collector = sign_as("northwind-collector")
        envelope = sign_envelope(PAYLOAD_TYPE, statement.encode(), collector)
        salt = salt_of(stream)
        entry = Entry(
            kind=kind,
            stream=stream,
            seq=0,
            prev=None,
            commit=commitment(salt, envelope),
        )
        self.leaves.append(entry.encode())
        return Reference(
            index=len(self.leaves) - 1,
            entry=entry.encode(),
            digest=digest(thing),
            opened=Opened(envelope=envelope, salt=salt),
        )

    def node(self, level: int, index: int) -> bytes:
        """A node of the tree over all leaves."""
        start = index << level
        return root(map(leaf_hash, self.leaves[start : start + (1 << level)]))

    def head(self, size: int | None = None) -> Checkpoint:
        """The head of a size."""
        until = len(self.leaves) if size is None else size
        over = root(map(leaf_hash, self.leaves[:until]))
        return Checkpoint(origin=self.origin, size=until, root=over)

    def note(self, size: int | None = None) -> bytes:
        """That head, signed by the log."""
        return sign_checkpoint(self.head(size), sign_as(self.origin))

    def prove(self, index: int) -> Proof:
        """That an entry is in the whole tree."""
        path = inclusion_path(index, len(self.leaves), self.node)
        return Proof(index=index, path=path, checkpoint=self.note())

    def growth(self, old: int) -> tuple[bytes, ...]:
        """That the whole tree extends the one of size `old`."""
        return consistency_path(old, len(self.leaves), self.node)

    def publish(
        self,
        documents: dict[str, bytes],
        references: tuple[Reference, ...] = (),
        *,
        on: date = ON,
    ) -> bytes:
        """Sign, log and seal the documents as the next number of the stream."""
        prepared = prepare(
            documents,
            provider="Northwind Cloud",
            title="Overview",
            on=on,
            stream=STREAM,
            seq=0 if self.last is None else self.last.seq + 1,
            prev=None if self.last is None else self.last.hash,
            references=references,
            earlier=self.heads,
        )
        return self.finish(prepared)

    def finish(self, prepared: Prepared) -> bytes:
        """The second step: sign, append, prove, seal."""
        envelope = sign_envelope(PAYLOAD_TYPE, prepared.statement, self.publisher)
        salt = salt_of(str(prepared.manifest.seq))
        self.last = prepared.entry(envelope, salt)
        self.leaves.append(self.last.encode())
        sealed = seal(
            prepared,
            envelope=envelope,
            salt=salt,
            proof=self.prove(len(self.leaves) - 1),
            proofs={one.index: self.prove(one.index) for one in prepared.references},
            growth={head.size: self.growth(head.size) for head in self.heads},
        )
        self.heads.append(self.head())
        return sealed

    def policy(self, *lines: str) -> Policy:
        """What a customer trusts: this log, this publisher, this collector."""
        text = [
            f"log {sign_as(self.origin).key.vkey}",
            f"role publisher {sign_as('northwind-publisher').key.vkey}",
            f"role collector {sign_as('northwind-collector').key.vkey}",
            "quorum none",
            *lines,
        ]
        return Policy.parse("\n".join([*text, ""]).encode())


DOCUMENTS = {
    "overview.html": b"<!doctype html><title>Paper</title>",
    "overview.json": json_bytes(
        {"anchors": [{"entry": 1, "kind": "result", "digest": digest(b"run")}]}
    ),
    "overview.pdf": b"%PDF-1.7 not really",
}


@dataclass(frozen=True, kw_only=True)
class Published:
    """Two editions of a stream, and the shelf they stand on."""

    shelf: Shelf
    first: bytes
    second: bytes


def publish_two() -> Published:
    """A log with some entries, one publication, some more, and a second one."""
    shelf = Shelf()
    shelf.add(Kind.SNAPSHOT, "batch", b"batch")
    run = shelf.add(Kind.RESULT, "run", b"run")
    first = shelf.publish(DOCUMENTS, (run,), on=date(2026, 8, 24))
    shelf.add(Kind.STANDING, "standing", b"standing")
    second = shelf.publish({**DOCUMENTS, "extra.txt": b"more"}, (run,))
    return Published(shelf=shelf, first=first, second=second)


@pytest.fixture(scope="session")
def published() -> Published:
    """Two editions; nobody may change the shelf."""
    return publish_two()


@pytest.fixture
def shelf() -> Callable[[], Published]:
    """Makes a shelf of one's own, to go on with."""
    return publish_two


@pytest.fixture(scope="session")
def signer() -> Callable[[str], KeySigner]:
    """Makes the key of a name."""
    return sign_as


@pytest.fixture(scope="session")
def other_signer() -> Callable[[str], KeySigner]:
    """Makes another key of the same name."""
    return lambda name: generate(name, entropy=lambda size: bytes(range(size)))


@pytest.fixture(scope="session")
def bare_policy() -> Policy:
    """A policy that lists the log and nobody else."""
    return Policy.parse(f"log {sign_as(ORIGIN).key.vkey}\nquorum none\n".encode())


@pytest.fixture(scope="session")
def publisher_only() -> Callable[[Shelf], Policy]:
    """Makes a policy that knows log and publisher, and no collector."""

    def trust(made: Shelf) -> Policy:
        full = made.policy()
        roles = tuple(role for role in full.roles if role.name == "publisher")
        return replace(full, roles=roles)

    return trust
