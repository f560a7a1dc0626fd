"""Which form a file is in, by what it holds; its name tells nothing.

A reader is loaded when a file may be in its form, so that nobody waits for the others.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Final

from assay.catalog.imports.values import Imported
from assay.errors import BadInput, Problem

__all__ = ["FORMS", "read_foreign", "recognise"]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Form:
    """Where the reader of a form is, and how a person calls the form."""

    module: str
    """It has `looks_like_<form>(data)` and `read_<form>(data, *, file)`."""
    said: str

    def load(self, name: str) -> Any:
        """A function of the module."""
        return getattr(import_module(f"assay.catalog.imports.{self.module}"), name)


FORMS: Final[Mapping[str, _Form]] = {
    "prowler": _Form(module="prowler", said="compliance files of Prowler"),
    "ciso_assistant": _Form(module="ciso", said="libraries of CISO Assistant"),
    "fedramp_rules": _Form(
        module="fedramp", said="FedRAMP's rules (Consolidated Rules or FRMR)"
    ),
    "xccdf": _Form(module="xccdf", said="SCAP benchmarks (XCCDF)"),
    "oscal": _Form(module="oscal", said="OSCAL catalogs, profiles and mappings"),
    "appendix_d": _Form(
        module="appendix_d", said="the map of SP 800-171 to SP 800-53 (JSON)"
    ),
    "csa": _Form(module="tables", said="workbooks of the Cloud Security Alliance"),
    "table": _Form(module="tables", said="tables in CSV or XLSX"),
}
"""Every form, in the order in which it is asked for."""


def recognise(data: bytes, *, file: str) -> str:
    """The form of a file.

    Raises:
        BadInput: It is none that is read here.
    """
    if not data.strip():
        raise BadInput([Problem(file=file, message="The file is empty")])
    for form, where in FORMS.items():
        if where.load(f"looks_like_{form}")(data):
            return form
    *most, last = (one.said for one in FORMS.values())
    known = f"{', '.join(most)} and {last}" if most else last
    message = "It is in no form that is read here"
    raise BadInput([Problem(file=file, message=message, remedy=f"Read are {known}.")])


def read_foreign(
    data: bytes,
    *,
    file: str,
    columns: Mapping[str, str] | None = None,
    sheet: str = "",
) -> Imported:
    """What a file of somebody else's holds.

    Args:
        data: The file.
        file: Its name.
        columns: From our fields to a table's headings; then it is taken for a table.
        sheet: Which sheet of a workbook; then as well.

    Raises:
        BadInput: It is in no form that is read here, or nothing of it can be read.
    """
    if columns or sheet:
        read_table: Callable[..., Imported] = FORMS["table"].load("read_table")
        return read_table(data, file=file, columns=columns, sheet=sheet)
    form = recognise(data, file=file)
    read: Callable[..., Imported] = FORMS[form].load(f"read_{form}")
    return read(data, file=file)
