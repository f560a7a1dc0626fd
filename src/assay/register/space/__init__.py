"""space: the algebra of scopes. Sets of points over axes, each set with one form.

```
box(service=only("queue"), region=all_but("us-gov-west-1"), day=days(first, last))
```
"""

from typing import TYPE_CHECKING

from assay.later import later
from assay.register.space.values import (
    AXES,
    EVERYTHING,
    NOTHING,
    Box,
    Days,
    Members,
    Space,
    all_but,
    box,
    days,
    only,
)

if TYPE_CHECKING:
    from assay.register.space.of_register import (
        UNSTATED,
        covers,
        offered_space,
        space_of,
    )

__all__ = [
    "AXES",
    "EVERYTHING",
    "NOTHING",
    "UNSTATED",
    "Box",
    "Days",
    "Members",
    "Space",
    "all_but",
    "box",
    "covers",
    "days",
    "offered_space",
    "only",
    "space_of",
]

# What reads a register is loaded when asked for: the register itself uses the algebra.
__getattr__ = later(
    __name__,
    {
        "UNSTATED": "of_register",
        "covers": "of_register",
        "offered_space": "of_register",
        "space_of": "of_register",
    },
)
