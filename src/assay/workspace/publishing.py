"""Publishing the provider's paper: derive, assemble, render, bring out an edition."""

from collections.abc import Callable
from datetime import date

from assay.dossier import (
    Anchor,
    Facts,
    assemble,
    render_html,
    render_json,
    render_pdf,
)
from assay.errors import UnknownName
from assay.ids import near
from assay.ledger import Kind
from assay.workspace.editions import (
    Built,
    Edition,
    Notice,
    not_ahead,
    publish,
    register_fact,
)
from assay.workspace.open import Workspace
from assay.workspace.recording import fact_key, read_log, record
from assay.workspace.running import Derived, derive_standing, run_digest

__all__ = ["PAPERS", "Built", "build_dossier"]

PAPERS = ("overview",)
"""Papers that can be built."""


def build_dossier(
    workspace: Workspace,
    paper: str = "overview",
    on: date | None = None,
    *,
    notice: Notice = lambda _: None,
) -> Built:
    """Build a paper on a day and publish it, unless it says what is published already.

    Equal registers, runs and days give equal documents, byte for byte.

    Raises:
        UnknownName: There is no such paper.
    """
    if paper not in PAPERS:
        raise UnknownName("paper", paper, near=near(paper, PAPERS) or PAPERS)
    not_ahead(workspace, on)
    notice("deriving the standing")
    derived = derive_standing(workspace, on)
    anchors = _anchors(workspace, derived)
    provider = workspace.register.provider.name
    stream = f"publication.{paper}"
    edition = Edition(
        workspace=workspace,
        name=paper,
        stream=stream,
        title=f"{provider}: {paper}",
        on=derived.standing.on,
        folder="dossiers",
        documents=_documents(workspace, paper, stream, derived, anchors),
        anchors=tuple(anchors.values()),
    )
    return publish(edition, notice=notice)


def _documents(
    workspace: Workspace,
    paper: str,
    stream: str,
    derived: Derived,
    anchors: dict[str, Anchor],
) -> Callable[[int], dict[str, bytes]]:
    """The paper in its three forms, as number so many of its stream."""

    def documents(seq: int) -> dict[str, bytes]:
        facts = Facts(
            stream=stream, seq=seq, origin=workspace.config.origin, proofs=anchors
        )
        standing = derived.standing
        text = assemble(workspace.register, standing, standing.on, facts=facts)
        return {
            f"{paper}.pdf": render_pdf(text),
            f"{paper}.html": render_html(text),
            f"{paper}.json": render_json(text),
        }

    return documents


def _anchors(workspace: Workspace, derived: Derived) -> dict[str, Anchor]:
    """Entries that the paper's notes refer to: the register, the run, the standing."""
    register = register_fact(workspace)
    entry = record(workspace, [register])[0]
    anchors = {
        "register": Anchor(entry=entry, kind=register.kind, digest=register.sha256),
        "standing": Anchor(
            entry=derived.entry, kind=Kind.STANDING, digest=derived.digest
        ),
    }
    made = workspace.latest_run(derived.standing.on)
    if made is not None:
        sha256 = run_digest(workspace, made)
        with read_log(workspace) as log:
            receipt = log.recall(fact_key("runs", made.id, sha256))
        if receipt is not None:
            run = Anchor(entry=receipt.index, kind=Kind.RESULT, digest=sha256)
            anchors[f"run:{made.id}"] = run
    return anchors
