"""Tables with one row for each requirement: PCI, CCM, ISO/IEC 27017 and CJIS.

They differ in which columns they have, and what the columns are called. Some state who
holds a requirement by one word, some tick a column for each party, some say it by
whose column holds text, and one has a word for each service model.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from assay.catalog import printed
from assay.errors import Problem
from assay.register.responsibilities.exchange.building import (
    asks_customer,
    named,
    remark,
)
from assay.register.responsibilities.exchange.headings import (
    Columns,
    cell,
    columns_of,
    is_marked,
    rows_below,
)
from assay.register.responsibilities.exchange.values import Known, Line, Origin, Told
from assay.register.responsibilities.words import read_word
from assay.register.responsibility import Scheme, ServiceModel
from assay.sheets import Sheet

__all__ = ["LAYOUTS", "Layout", "fits", "read_matrix"]

_MODELS: Final[tuple[ServiceModel, ...]] = ("iaas", "paas", "saas")


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """How a kind of table is headed."""

    scheme: Scheme
    headings: tuple[tuple[str, str], ...]
    """Patterns of headings and the column they name, in the order of trying."""
    told_by: tuple[tuple[str, ...], ...]
    """Sets of columns of which one set must be there."""


_PLAIN: Final = (
    (r"\bservices?\b(?! provider)(?! model)(?!.*responsib)", "service"),
    (r"justification|reason|comment|note|remark|further", "note"),
)
LAYOUTS: Final[dict[Scheme, Layout]] = {
    "ccm": Layout(
        scheme="ccm",
        headings=(
            (r"(question|control|ccm|caiq) id", "requirement"),
            (r"caiq answer|csp answer", "answer"),
            (r"ownership|ssrm$", "who"),
            (r"csc responsib|customer responsib", "customer"),
            (r"csp implementation|implementation description", "provider"),
            *_PLAIN,
        ),
        told_by=(("requirement", "who"),),
    ),
    "cjis": Layout(
        scheme="cjis",
        headings=(
            (r"\biaas\b|infrastructure as a service", "iaas"),
            (r"\bpaas\b|platform as a service", "paas"),
            (r"\bsaas\b|software as a service", "saas"),
            (r"agency (responsib|dut|guid)|customer responsib", "customer"),
            (r"(service )?provider (responsib|dut|guid)", "provider"),
            (r"requirement (id|number|#)|control|identifier|^id$|^req", "requirement"),
            *_PLAIN,
        ),
        told_by=tuple(("requirement", model) for model in _MODELS),
    ),
    "iso27017": Layout(
        scheme="iso27017",
        headings=(
            (r"cloud service customer|^csc guidance", "customer"),
            (r"cloud service provider|^csp guidance", "provider"),
            (r"control|clause|^id$|requirement", "requirement"),
            *_PLAIN,
        ),
        told_by=(("requirement", "customer", "provider"),),
    ),
    "pci": Layout(
        scheme="pci",
        headings=(
            (r"(customer|client|entity|merchant)('s| s)? (responsib|dut|action)",
             "customer"),
            (r"(provider|tpsp|csp|vendor)('s| s)? (responsib|dut|action|implement)",
             "provider"),
            (r"requirement text|description of req|requirement description", ""),
            (r"requirement|^req|^id$|control (id|#|number)|^pci dss$", "requirement"),
            (r"^responsibil|responsible party|ownership|^who$|^party", "who"),
            (r"shared|joint|^both", "tick:shared"),
            (r"customer|client|\bentity\b|merchant", "tick:customer"),
            (r"provider|tpsp|\bcsp\b|vendor", "tick:provider"),
            (r"^n/?a$|not applicable", "tick:n/a"),
            *_PLAIN,
        ),
        told_by=(
            ("requirement", "who"),
            ("requirement", "tick:customer"),
            ("requirement", "tick:provider"),
        ),
    ),
}  # fmt: skip
"""In the order in which they are told apart."""


def _columns(sheet: Sheet, layout: Layout) -> Columns | None:
    def name(heading: str) -> str:
        for pattern, column in layout.headings:
            if re.search(pattern, heading):
                return column
        return ""

    found = columns_of(sheet, name)
    fitting = found is not None and any(found.has(*s) for s in layout.told_by)
    return found if fitting else None


def fits(sheets: Sequence[Sheet], layout: Layout) -> bool:
    """Whether some sheet has the layout's columns."""
    return any(_columns(sheet, layout) is not None for sheet in sheets)


def read_matrix(
    sheets: Sequence[Sheet],
    layout: Layout,
    known: Known,
    origin: Origin,
    problems: list[Problem],
) -> Iterator[Line]:
    """What each row says; titles of sections are passed over, other faults are told."""
    for sheet in sheets:
        columns = _columns(sheet, layout)
        if columns is None:
            continue
        for number, row in rows_below(sheet, columns):
            place = f"{sheet.name or 'sheet'} row {number}"
            reader = _Row(layout, columns, row, place, known, origin, problems)
            yield from reader.lines()


@dataclass(frozen=True, slots=True)
class _Row:
    layout: Layout
    columns: Columns
    row: Sequence[str]
    place: str
    known: Known
    origin: Origin
    problems: list[Problem]

    def cell(self, name: str) -> str:
        """The text in the column of a name."""
        return cell(self.row, self.columns.where.get(name))

    def lines(self) -> Iterator[Line]:
        """One line, or one for each service model that the table has a column for."""
        if not self.cell("requirement"):
            return
        if self.layout.scheme == "cjis":
            yield from self._by_model(
                {
                    model: self.cell(model)
                    for model in _MODELS
                    if self.columns.has(model)
                }
            )
            return
        spelled = self._spelled()
        if not spelled and named(self.cell("requirement"), self.known) is None:
            return
        word = read_word(self.layout.scheme, spelled)
        if word:
            yield self._line(word, "")
        else:
            told = (
                f"{spelled!r} is no word for it" if spelled else "It does not say who"
            )
            self._fault(f"{told}: {self.cell('requirement')}")

    def _by_model(self, words: Mapping[ServiceModel, str]) -> Iterator[Line]:
        """A line for each model of which something is stated."""
        known = named(self.cell("requirement"), self.known) is not None
        if known and not any(is_marked(word) is not False for word in words.values()):
            self._fault("It does not say who holds it for any model")
        for model, spelled in words.items():
            word = read_word("cjis", spelled)
            if word:
                yield self._line(word, model)
            elif is_marked(spelled) is not False:
                self._fault(f"{spelled!r} is no word for {model}")

    def _spelled(self) -> str:
        """Who holds it, as it stands there or as the ticked columns have it."""
        if self.layout.scheme == "iso27017":
            return self._sided()
        stated = self.cell("who")
        if stated:
            return stated
        ticked = [
            name.removeprefix("tick:")
            for name in self.columns.where
            if name.startswith("tick:") and is_marked(self.cell(name)) is not False
        ]
        if sorted(ticked) == ["customer", "provider"]:
            return "shared"
        return ticked[0] if len(ticked) == 1 else ", ".join(ticked)

    def _sided(self) -> str:
        """Whoever has text in its column has a part."""
        sides = [side for side in ("customer", "provider") if self._has(side)]
        out = [self.cell(side).lower() for side in ("customer", "provider")]
        if any(text.startswith(("n/a", "not applicable", "excluded")) for text in out):
            return "excluded" if len(sides) == 0 else ""
        return "both" if len(sides) > 1 else "".join(sides)

    def _has(self, side: str) -> bool:
        text = self.cell(side)
        none = text.lower().startswith(("n/a", "not applicable", "excluded", "no add"))
        return not none and is_marked(text) is not False

    def _line(self, word: str, model: str) -> Line:
        scheme = self.layout.scheme
        asked = tuple(self._told(word))
        out = word in ("n/a", "N/A", "excluded")
        answer = {"yes": "yes", "no": "no"}.get(self.cell("answer").lower(), "")
        return Line(
            place=f"{self.place} {model}".strip(),
            requirement=self.cell("requirement"),
            scheme=scheme,
            word=word,
            status=answer if not out else "",
            provider="" if out else self._provider(word),
            reason=self._reason() if out else "",
            duties=asked,
            service=self.cell("service"),
            service_model=model,
        )

    def _provider(self, word: str) -> str:
        text = self._text("provider")
        alone = not asks_customer(self.layout.scheme, word)
        return text or (self._text("note") if alone else "")

    def _text(self, name: str) -> str:
        """A cell that is a text, and no mere mark."""
        text = self.cell(name)
        return text if is_marked(text) is None else ""

    def _told(self, word: str) -> Iterator[Told]:
        """What the customer has to do: the row's own words.

        A requirement that is wholly the customer's is itself what there is to do, as
        is one that CJIS lays on both.
        """
        scheme = self.layout.scheme
        if not asks_customer(scheme, word):
            text = self._text("customer")
            if text and not _says_nothing(text) and scheme != "iso27017":
                yield Told(text=text)
            return
        ticked = is_marked(self.cell("tick:customer")) is None
        text = self._text("customer") or self._text("note")
        text = text or (self.cell("tick:customer") if ticked else "")
        whole = word in ("customer", "CSC-owned", "Agency", "Both")
        if text or whole:
            meant = named(self.cell("requirement"), self.known)
            family = _printed(meant.part or meant.requirement) if meant else ""
            yield Told(text=text or f"Meet {family} in your own part.")

    def _reason(self) -> str:
        texts = (self._text(name) for name in ("note", "provider", "customer"))
        return next((text for text in texts if text), "")

    def _fault(self, message: str) -> None:
        remedy = f"Write one of the words of the {self.layout.scheme} vocabulary."
        self.problems.append(remark(self.origin, self.place, message, remedy))


def _says_nothing(text: str) -> bool:
    """Whether a text is only the word for having nothing to do."""
    return (
        re.match(
            r"(n/?a|not applicable|no (customer|additional|further|action)|nil)\b",
            text.lower(),
        )
        is not None
    )


def _printed(identifier: str) -> str:
    control = re.match(r"[a-z]{2}-\d", identifier) is not None
    return printed(identifier, "control" if control else "section")
