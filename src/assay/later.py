"""Names of a front door that are loaded when they are first used (PEP 562).

A question about scope should not wait for a query engine. A room whose values are light
and whose machinery is heavy names the heavy part here:

```
__getattr__ = later(__name__, {"Lake": "lake", "read_parquet": "parquet"})
```
"""

from collections.abc import Callable, Mapping
from importlib import import_module

__all__ = ["later"]


def later(room: str, names: Mapping[str, str]) -> Callable[[str], object]:
    """The `__getattr__` of a room; `names` gives each name's module inside it.

    Raises:
        ValueError: A name is that of a module as well. Once the module is loaded, the
            room's attribute of that name is the module.
    """
    twice = sorted(names.keys() & set(names.values()))
    if twice:
        raise ValueError(f"{room}: both a module and a name: {', '.join(twice)}")

    def load(name: str) -> object:
        if name not in names:
            raise AttributeError(f"{room} has no {name!r}")
        return getattr(import_module(f"{room}.{names[name]}"), name)

    return load
