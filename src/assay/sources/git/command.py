"""The `git` program, asked so that a repository can tell but not act.

A repository's own configuration can name programs to run. Only commands that read
objects are used, nothing is taken from the environment or from the user's settings,
and the keys that name programs are overruled on every call.
"""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Timer
from typing import IO

__all__ = ["Git", "GitRefused", "find_git"]

_SECONDS = 600
_MOST_BYTES = 2 * 1024**3
_CHUNK = 1024**2
_NOBODY = "/nonexistent"
_OVERRULED = (
    "core.fsmonitor=false",
    "core.hooksPath=/dev/null",
    "core.pager=cat",
    "log.showSignature=false",
    "protocol.allow=never",
)


class GitRefused(Exception):  # noqa: N818 - a reason, caught and reported as a Problem
    """What git said instead of an answer."""


def find_git() -> str | None:
    """The git program, if this machine has one."""
    return shutil.which("git")


@dataclass(frozen=True, slots=True, kw_only=True)
class Git:
    """One repository."""

    program: str
    repository: Path
    """An absolute path; git is not let look for a repository above it."""

    def ask(
        self,
        *arguments: str,
        given: bytes = b"",
        settings: tuple[str, ...] = (),
        also: Mapping[str, str] | None = None,
    ) -> bytes:
        """What git answers; raises `GitRefused`.

        `settings` and `also` add configuration and environment for this one call.
        """
        configured = (*_OVERRULED, f"safe.directory={self.repository}", *settings)
        flags = [word for setting in configured for word in ("-c", setting)]
        call = [self.program, *flags, "-C", str(self.repository), *arguments]
        with tempfile.TemporaryFile() as told, tempfile.TemporaryFile() as heard:
            told.write(given)
            told.seek(0)
            environment = {**self._environment(), **(also or {})}
            code, answer = _run(call, told, heard, environment)
            if code != 0:
                heard.seek(0)
                raise GitRefused(_first_line(heard.read(4096)))
        return answer

    def _environment(self) -> dict[str, str]:
        return {
            "PATH": os.pathsep.join([str(Path(self.program).parent), os.defpath]),
            "LC_ALL": "C",
            "HOME": _NOBODY,
            "XDG_CONFIG_HOME": _NOBODY,
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CEILING_DIRECTORIES": str(self.repository.parent),
            "GIT_TERMINAL_PROMPT": "0",
            "GIT_OPTIONAL_LOCKS": "0",
            "GIT_NO_REPLACE_OBJECTS": "1",  # history as it is, not as it is shown
            "GIT_NO_LAZY_FETCH": "1",
            "GIT_GRAFT_FILE": os.devnull,
        }


def _run(
    call: list[str],
    told: IO[bytes],
    heard: IO[bytes],
    environment: dict[str, str],
) -> tuple[int, bytes]:
    """Exit code and output, within time and size."""
    process = subprocess.Popen(  # noqa: S603 - a fixed program, no shell
        call, stdin=told, stdout=subprocess.PIPE, stderr=heard, env=environment
    )
    clock = Timer(_SECONDS, process.kill)
    clock.daemon = True
    clock.start()
    found = bytearray()
    try:
        with process:
            while process.stdout and (chunk := process.stdout.read(_CHUNK)):
                found += chunk
                if len(found) > _MOST_BYTES:
                    process.kill()
                    raise GitRefused("there is more history than can be read at once")
    finally:
        clock.cancel()
    if process.returncode < 0:
        raise GitRefused(f"git did not end within {_SECONDS} seconds")
    return process.returncode, bytes(found)


def _first_line(text: bytes) -> str:
    lines = text.decode("utf-8", "replace").strip().splitlines()
    return lines[0][:300] if lines else "git gave no answer and no reason"
