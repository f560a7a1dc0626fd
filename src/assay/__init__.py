"""Assay: one control environment, every assurance program, each statement verifiable.

The rooms of the house and the direction of their imports are in ARCHITECTURE.md.
"""

__all__ = ["__version__"]

__version__ = "0.1.0"
