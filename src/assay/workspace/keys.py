"""The workspace's keys by role, and the policy file that names their public halves."""

from pathlib import Path

from assay.ledger import Policy
from assay.ledger.keys import KeySigner, generate, load, save
from assay.ledger.policy_text import LogLine, Role
from assay.workspace.clock import Entropy

__all__ = ["KEYS", "POLICY_FILE", "ROLES", "first_policy", "make_keys", "signer"]

KEYS = "keys"
POLICY_FILE = "verify.policy"
ROLES = ("log", "collector", "publisher")
"""Keys that the provider holds. An auditor's key is never among them."""


def make_keys(folder: Path, origin: str, entropy: Entropy) -> dict[str, KeySigner]:
    """Generate a key for each role and write the private halves, owner only."""
    made = {role: generate(_name(role, origin), entropy=entropy) for role in ROLES}
    for role, key in made.items():
        save(key, folder / f"{role}.pem")
    return made


def signer(root: Path, role: str, origin: str) -> KeySigner:
    """The signer of a role, read from the workspace's own key file."""
    return load(root / KEYS / f"{role}.pem", name=_name(role, origin))


def first_policy(keys: dict[str, KeySigner]) -> bytes:
    """What someone needs to verify this workspace's publications."""
    policy = Policy(
        logs=(LogLine(key=keys["log"].key),),
        roles=tuple(
            Role(name=role, key=key.key) for role, key in keys.items() if role != "log"
        ),
    )
    return policy.format()


def _name(role: str, origin: str) -> str:
    """The log's key is named as its origin (C2SP tlog-checkpoint); others after it."""
    return origin if role == "log" else f"{origin}/{role}"
