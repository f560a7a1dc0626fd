"""A document as Metapath sees it: items with a name, a value, children and a parent."""

from typing import Any

from assay.oscal.definitions import Definition, definition
from assay.oscal.scalars import to_text
from assay.oscal.tree import as_list, as_object

__all__ = ["Item", "root_item"]


class Item:
    """An assembly, a field or a flag; children are made when first asked for."""

    __slots__ = ("_all", "_children", "kind", "name", "parent", "path", "value")

    def __init__(
        self,
        value: Any,
        kind: Definition | None,
        parent: "Item | None",
        step: tuple[str, str],
    ) -> None:
        self.value = value
        self.kind = kind
        """None for a flag."""
        self.parent = parent
        self.name, self.path = step
        """Its name in XML, a flag's with an @; and its JSON Pointer."""
        self._children: dict[str, list[Item]] | None = None
        self._all: tuple[list[Item], dict[str, list[Item]]] | None = None

    @property
    def text(self) -> str | None:
        """Its plain value; None where it holds nothing but other items."""
        kind = self.kind
        if kind is None:
            return to_text(self.value)
        if kind.kind == "assembly":
            return None
        value = self.value
        if kind.value:
            value = (as_object(value) or {}).get(kind.value)
        return None if value is None else to_text(value)

    def flag(self, name: str) -> "Item | None":
        """One of its flags, if it is there."""
        table = as_object(self.value)
        if table is None or self.kind is None or name not in table:
            return None
        if not any(flag.name == name for flag in self.kind.flags):
            return None
        return Item(table[name], None, self, (f"@{name}", f"{self.path}/{name}"))

    def child(self, name: str) -> "list[Item]":
        """The assemblies and fields of a name directly inside it."""
        return self.children().get(name, _NONE)

    def children(self) -> "dict[str, list[Item]]":
        """All that is directly inside it, by name, in order."""
        if self._children is None:
            self._children = self._made()
        return self._children

    def _made(self) -> "dict[str, list[Item]]":
        table, kind = as_object(self.value), self.kind
        found: dict[str, list[Item]] = {}
        if table is None or kind is None:
            return found
        for child in kind.children:
            inside = table.get(child.key)
            if inside is None:
                continue
            inner = definition(child.of)
            path = f"{self.path}/{child.key}"
            items = as_list(inside) if child.many else None
            if items is None:
                made = [Item(inside, inner, self, (child.name, path))]
            else:
                made = [
                    Item(one, inner, self, (child.name, f"{path}/{index}"))
                    for index, one in enumerate(items)
                ]
            found.setdefault(child.name, []).extend(made)
        return found

    def below(self) -> "list[Item]":
        """Itself and all that is inside it, however deep; flags are not among them."""
        return self._everything()[0]

    def below_called(self, name: str) -> "list[Item]":
        """Of all that is inside it, what has a name."""
        return self._everything()[1].get(name, _NONE)

    def _everything(self) -> "tuple[list[Item], dict[str, list[Item]]]":
        """All that is inside, in order and by name; kept, as a root is asked often."""
        if self._all is None:
            found: list[Item] = []
            named: dict[str, list[Item]] = {}
            ahead: list[Item] = [self]
            while ahead:
                one = ahead.pop()
                found.append(one)
                if one is not self:
                    named.setdefault(one.name, []).append(one)
                inside = [i for those in one.children().values() for i in those]
                ahead.extend(reversed(inside))
            self._all = found, named
        return self._all


_NONE: list[Item] = []


def root_item(value: Any, kind: Definition, name: str) -> Item:
    """The item of a whole document."""
    return Item(value, kind, None, (name, f"/{name}"))
