"""How to read the paper: the same few paragraphs in each."""

from typing import Final

__all__ = ["ABOUT", "CANNOT", "CHECK"]

_KIND: Final = (
    "Each program is of one kind, and the kind decides which words may be used of "
    "it: certificates are held, reports are given, authorizations are granted, "
    "laws are none of these."
)
_STATE: Final = (
    "In force: the statement holds on this day by its own dates. In process: it "
    "is being worked towards and nothing holds yet. Aged: a report whose period "
    "ended so long ago that it tells little of the present. Lapsed: its dates "
    "have run out, or a review it depends on was missed. Withdrawn: taken back. "
    "Excluded: expressly left out. Not claimed: nobody claims it. Not stated by "
    "the source: the source leaves it open."
)
_SCOPE: Final = (
    "Levels, services and regions are those that the source names. What it does "
    "not name is written as not stated, never filled in."
)
_EVIDENCE: Final = (
    "Evidence is counted in cells, a cell being one level of one program for one "
    "service in one region. Met: every requirement tested there is met. Not met: "
    "at least one is not. Unknown: something was not seen, was too old or was "
    "incomplete; that is never counted as met."
)
CHECK: Final = (
    "To check the sealed package, write the provider's public keys into a policy "
    "file of your own and run: assay verify FILE --policy POLICY. It needs no "
    "network, and it takes no key from the package."
)
CANNOT: Final = (
    "No proof shows that evidence was true when it was collected. Proofs show who "
    "said what, that it has not been changed since, and that everybody was shown "
    "the same."
)
ABOUT: Final = (_KIND, _STATE, _SCOPE, _EVIDENCE)
