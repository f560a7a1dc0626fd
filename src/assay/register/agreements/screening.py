"""Whether those who can reach unencrypted criminal justice information are screened.

Persons are counted, never named: not by their pseudonyms either.
"""

from collections.abc import Iterable
from datetime import date

from assay.register.agreement import Agreement, Screening

__all__ = ["screened", "unscreened"]


def screened(record: Screening, on: date) -> bool:
    """Whether the record clears its person for unencrypted information on a day.

    Fingerprints were compared, the authority clears the person, and the person has
    signed the certification page of the addendum (28 CFR 20.33(a)(7)).
    """
    signed = record.certified is not None and record.certified <= on
    withdrawn = record.withdrawn is not None and record.withdrawn <= on
    lapsed = record.until is not None and record.until < on
    cleared = record.cleared <= on and not withdrawn and not lapsed
    return record.kind == "fingerprint" and cleared and signed


def unscreened(agreement: Agreement, on: date) -> tuple[int, int]:
    """How many persons can reach unencrypted information on a day, unscreened and all.

    A person can from the first record that says so until leaving; a later record of the
    same person renews an earlier one.
    """
    people: dict[str, list[Screening]] = {}
    for record in agreement.screened:
        people.setdefault(record.person, []).append(record)
    reaching = [records for records in people.values() if _reaches(records, on)]
    failing = [
        records
        for records in reaching
        if not any(screened(record, on) for record in records)
    ]
    return len(failing), len(reaching)


def _reaches(records: Iterable[Screening], on: date) -> bool:
    return any(
        one.unencrypted and one.cleared <= on and (one.left is None or on <= one.left)
        for one in records
    )
