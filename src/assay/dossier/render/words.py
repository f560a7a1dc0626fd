"""The fixed words of the page and the print: headings, columns and marks."""

__all__ = ["COLUMNS", "HEADINGS", "MARKS", "NOTHING", "UNCONFIRMED"]

UNCONFIRMED = "Not confirmed by a second source."

NOTHING = "not stated"
"""Where a value is absent; an empty cell would leave the reader guessing."""

HEADINGS = {
    "contents": "Contents",
    "abstract": "In short",
    "matrix": "All programs at a glance",
    "claims": "The claim",
    "evidence": "The provider's own evidence",
    "scope": "Scope",
    "records": "Statements on record",
    "artefacts": "Documents, and who may have them",
    "relations": "How it relates to other programs",
    "today": "The program today",
    "contradictions": "Where sources disagree",
    "agreements": "Agreements offered",
    "duties": "Who is responsible for what",
    "about": "How to read this paper",
    "anchors": "Ledger entries",
    "notes": "Sources and proofs",
}

COLUMNS = {
    "matrix": (
        "Program",
        "Claim",
        "Since",
        "Levels and regions",
        "Who says so",
        "Evidence",
    ),
    "scope": ("Level", "Services", "Regions", "When"),
    "records": ("Statement", "State", "Made by", "Dates", "Outcome"),
    "artefacts": ("Document", "Audience", "Where"),
    "contradictions": ("Topic", "Stated", "Found"),
    "agreements": ("Agreement", "Program", "Version"),
    "responsibilities": (
        "Program",
        "Provider",
        "Shared",
        "Customer",
        "Others",
        "Not applicable",
    ),
    "anchors": ("Entry", "Kind", "SHA-256 of what it commits to"),
    "duties": ("Duty", "Program", "Bearer", "What to do"),
}

MARKS = {
    "in_force": "●",
    "in_process": "◐",
    "aged": "◔",
    "lapsed": "✕",
    "withdrawn": "✕",
    "excluded": "\N{EN DASH}",
    "not_claimed": "○",
    "not_stated": "?",
    "met": "✓",
    "not_met": "✕",
    "unknown": "?",
    "not_applicable": "\N{EN DASH}",
    "none": "?",
}
"""A mark beside every state's word; never alone, and never colour alone."""
