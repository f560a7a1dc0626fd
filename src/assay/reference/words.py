"""The dozen words, each with its one meaning."""

__all__ = ["WORDS"]

WORDS: dict[str, str] = {
    "program": "A certification, report, authorization, law and so on, with the rules "
    "of its kind.",
    "requirement": "One thing a program's catalog asks for, by its canonical id.",
    "catalog": "A standard in one edition, counted in one unit.",
    "attestation": "One dated statement by someone entitled to make it.",
    "cell": "Program, level, service, region: the smallest thing one can ask about.",
    "claim": "What may be said of a cell on a day, and who says so.",
    "control": "What the provider does, stated once; it covers requirements of many "
    "catalogs.",
    "coverage": "A named party's statement that controls cover a requirement.",
    "check": "A test of a control, as data: `check.toml`, `check.sql`, `cases.toml`.",
    "source": "Where evidence comes from; it yields batches.",
    "batch": "Rows of one table, observed at one time by one source; never changed.",
    "gap": "Something that a source could not see; it makes the batch partial.",
    "population": "Everyone a check must judge, counted apart from the check.",
    "run": "Checks applied to evidence as of a time.",
    "verdict": "`met`, `not_met`, `unknown` or `not_applicable`.",
    "finding": "What a run saw wrong with one subject, until a later run closes it.",
    "standing": "A cell's claim state and its evidence state, side by side.",
    "at risk": "Claimed in force, while something tested is not met or gone unknown.",
    "ready": "Not claimed, while the evidence is met.",
    "dossier": "The package handed over: rendered, sealed, verifiable offline.",
    "entry": "A leaf of the ledger: a commitment, never content.",
    "proof": "What shows that an entry is in the ledger.",
    "checkpoint": "The ledger's signed head: origin, size, root.",
    "policy": "The verifier's own file of keys it trusts and heads it has seen.",
}
