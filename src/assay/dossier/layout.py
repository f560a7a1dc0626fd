"""Where things lie in a package; their order is the order of the archive."""

__all__ = [
    "ENVELOPE",
    "HEADS",
    "MANIFEST",
    "PROOF",
    "README",
    "SALT",
    "document",
    "entry_file",
    "envelope_file",
    "proof_file",
    "salt_file",
]

README = "README.txt"
MANIFEST = "manifest.json"
ENVELOPE = "envelopes/publication.dsse.json"
SALT = "salts/publication.salt"
PROOF = "proofs/publication.tlog-proof"
HEADS = "proofs/growth.json"


def document(name: str) -> str:
    """Where a document lies."""
    return f"documents/{name}"


def entry_file(index: int) -> str:
    """Where the leaf of an entry referred to lies."""
    return f"entries/{index}.entry"


def proof_file(index: int) -> str:
    """Where its inclusion proof lies."""
    return f"proofs/{index}.tlog-proof"


def envelope_file(index: int) -> str:
    """Where its envelope lies, if it is opened."""
    return f"envelopes/{index}.dsse.json"


def salt_file(index: int) -> str:
    """Where its salt lies, if it is opened."""
    return f"salts/{index}.salt"
