"""How a target names what a register names: data, never guessed.

```toml
target = "scp"
provider = "Amazon Web Services"
same = ["s3", "kms"]
same_regions = ["us-east-1"]

[[service]]
id = "monitoring"
names = ["cloudwatch"]
```

`same` and `same_regions` are names that are the target's own; `[[service]]` and
`[[region]]` translate. The library's are in `exports/`. A register of another provider
has no terms, unless its workspace says them in its own `exports/`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from assay.errors import BadInput, Problem
from assay.ids import slug
from assay.reading import parse_toml, read_record, read_records
from assay.register import Register

__all__ = ["Named", "Terms", "read_terms", "terms_for"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A service or region of the register, and what the target calls it."""

    id: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """One target's names for one provider's services and regions."""

    target: Literal["scp", "azure", "google"]
    provider: str
    same: tuple[str, ...] = ()
    same_regions: tuple[str, ...] = ()
    exempt: tuple[str, ...] = ()
    """Names that administer all regions from one place, and keep no data."""
    everywhere: tuple[str, ...] = ()
    """Names that serve every region from one place, and may keep data."""
    services: tuple[Named, ...] = ()
    regions: tuple[Named, ...] = ()

    def region(self, name: str) -> tuple[str, ...]:
        """The target's names for a region; none if it has none."""
        return _named(self.regions, self.same_regions, name)

    def service(self, register: Register, name: str) -> tuple[str, ...]:
        """The target's names for a service, by its id, an alias or its title."""
        service = register.services[name]
        for spelling in (name, *service.aliases, service.title):
            for one in (spelling, slug(spelling)):
                found = _named(self.services, self.same, one)
                if found:
                    return found
        return ()


def _named(
    known: tuple[Named, ...], same: tuple[str, ...], name: str
) -> tuple[str, ...]:
    found = next((one.names for one in known if one.id == name), ())
    return found or ((name,) if name in same else ())


def read_terms(files: Mapping[str, bytes]) -> tuple[Terms, ...]:
    """Files of terms, by their paths; those read first win.

    Raises:
        BadInput: A file holds no terms; every fault found is listed.
    """
    problems: list[Problem] = []
    read = [_read(data, file, problems) for file, data in files.items()]
    if problems:
        raise BadInput(problems)
    return tuple(one for one in read if one is not None)


def _read(data: bytes, file: str, problems: list[Problem]) -> Terms | None:
    table = parse_toml(data, file=file, problems=problems)
    services, regions = (
        read_records(Named, table.pop(key, []), file=file, place=key, problems=problems)
        for key in ("service", "region")
    )
    for key in sorted(table.keys() & {"services", "regions"}):
        message = f"There is no key {key!r} here"
        remedy = f"Head each entry with `[[{key.removesuffix('s')}]]`."
        problems.append(Problem(file=file, place=key, message=message, remedy=remedy))
        table = {name: one for name, one in table.items() if name != key}
    terms = read_record(Terms, table, file=file, place="", problems=problems)
    if terms is None:
        return None
    return replace(terms, services=services, regions=regions)


def terms_for(
    known: tuple[Terms, ...], target: str, register: Register
) -> Terms | None:
    """The first terms for a target and the register's provider."""
    provider = register.provider.name
    fitting = (
        one for one in known if one.target == target and one.provider == provider
    )
    return next(fitting, None)
