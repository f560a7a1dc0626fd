"""Why a verification failed: one class and one machine word for each reason.

```
Error
└── VerificationError      the honest answer is "no": exit code 1
    ├── Altered            `altered`      bytes differ from what was signed or hashed
    ├── WrongKey           `wrong_key`    no signature by a key the verifier trusts
    ├── NotInLog           `not_in_log`   the path does not lead to the signed root
    ├── ForkedLog          `forked_log`   two heads of one log contradict each other
    ├── Superseded         `superseded`   genuine, and there is something newer
    └── Malformed          `malformed`    not the format at all
```
"""

from typing import ClassVar, Literal, TypeAlias

from assay.errors import Error

__all__ = [
    "Altered",
    "ForkedLog",
    "Malformed",
    "NotInLog",
    "Reason",
    "Superseded",
    "VerificationError",
    "WrongKey",
]

Reason: TypeAlias = Literal[
    "altered", "wrong_key", "not_in_log", "forked_log", "superseded", "malformed"
]
"""The machine words, as `assay verify --json` prints them."""


class VerificationError(Error):
    """Something handed over is not what it claims to be; `reason` says how."""

    exit_code: ClassVar[int] = 1
    reason: ClassVar[Reason] = "malformed"


class Altered(VerificationError):  # noqa: N818 - reads as what it is
    """The bytes are not those that were signed or hashed."""

    reason = "altered"


class WrongKey(VerificationError):  # noqa: N818 - reads as what it is
    """No signature is by a key that the verifier trusts for this."""

    reason = "wrong_key"


class NotInLog(VerificationError):  # noqa: N818 - reads as what it is
    """The inclusion path does not lead from the entry to the signed root."""

    reason = "not_in_log"


class ForkedLog(VerificationError):  # noqa: N818 - reads as what it is
    """Two heads of one log cannot both be true."""

    reason = "forked_log"


class Superseded(VerificationError):  # noqa: N818 - reads as what it is
    """Genuine, but the verifier knows of something newer in its stream."""

    reason = "superseded"


class Malformed(VerificationError):  # noqa: N818 - reads as what it is
    """The bytes do not follow the format."""

    reason = "malformed"
