"""ledger: bytes in, proofs out. It knows nothing of compliance.

This door is pure, no disk, no clock, no dice; a verifier needs nothing else. The log
that writes stands behind a second door, `assay.ledger.log`, and keys on disk behind
`assay.ledger.keys`.
"""

from assay.ledger.checkpoint import Checkpoint, open_checkpoint, sign_checkpoint
from assay.ledger.dsse import Verified, sign_envelope, verify_envelope
from assay.ledger.entry import Entry, Kind, commitment
from assay.ledger.errors import (
    Altered,
    ForkedLog,
    Malformed,
    NotInLog,
    Superseded,
    VerificationError,
    WrongKey,
)
from assay.ledger.merkle import leaf_hash, verify_consistency, verify_inclusion
from assay.ledger.policy import Policy, Seen
from assay.ledger.proof import Proof, verify_proof
from assay.ledger.statement import PAYLOAD_TYPE, Statement, Subject, predicate_type
from assay.ledger.vkey import Algorithm, Key, Signer

__all__ = [
    "PAYLOAD_TYPE",
    "Algorithm",
    "Altered",
    "Checkpoint",
    "Entry",
    "ForkedLog",
    "Key",
    "Kind",
    "Malformed",
    "NotInLog",
    "Policy",
    "Proof",
    "Seen",
    "Signer",
    "Statement",
    "Subject",
    "Superseded",
    "VerificationError",
    "Verified",
    "WrongKey",
    "commitment",
    "leaf_hash",
    "open_checkpoint",
    "predicate_type",
    "sign_checkpoint",
    "sign_envelope",
    "verify_consistency",
    "verify_envelope",
    "verify_inclusion",
    "verify_proof",
]
