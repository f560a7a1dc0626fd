"""Upgrade: a document of an older release made one of the newest, each step told."""

from assay.oscal.upgrade.upgrading import Change, Upgraded, upgrade

__all__ = ["Change", "Upgraded", "upgrade"]
