"""Building something large that all stays: collecting meanwhile only takes time."""

import gc
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

__all__ = ["growing"]

P = ParamSpec("P")
T = TypeVar("T")


def growing(build: Callable[P, T]) -> Callable[P, T]:
    """The same function, with the collector of cyclic garbage at rest meanwhile.

    It walks all that is there each time so much more has come, and finds nothing where
    values are only made. Memory is freed as ever, by counts of references.
    """

    @wraps(build)
    def build_at_rest(*args: P.args, **named: P.kwargs) -> T:
        collecting = gc.isenabled()
        gc.disable()
        try:
            return build(*args, **named)
        finally:
            if collecting:
                gc.enable()

    return build_at_rest
