"""Handing a file over: as a download that no browser will run."""

from django.http import HttpResponse

__all__ = ["download"]

_TYPES = {
    "assay": "application/zip",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "pdf": "application/pdf",
    "png": "image/png",
    "zip": "application/zip",
}
_TEXT = "text/plain; charset=utf-8"
_PLAIN = frozenset({"md", "txt", "toml", "policy"})


def download(name: str, data: bytes, *, saved_as: str = "") -> HttpResponse:
    """The file to be saved; its kind is told by a short list, never guessed."""
    ending = name.rpartition(".")[2].lower()
    unknown = _TEXT if ending in _PLAIN else "application/octet-stream"
    kind = (
        "text/html; charset=utf-8" if ending == "html" else _TYPES.get(ending, unknown)
    )
    spelled = _spelled(saved_as or name)
    return HttpResponse(
        data,
        content_type=kind,
        headers={
            "Content-Disposition": f'attachment; filename="{spelled}"',
            "Content-Security-Policy": "default-src 'none'; sandbox",
        },
    )


def _spelled(name: str) -> str:
    """A file name that can neither end the header nor leave its folder."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return "".join(
        c if c.isascii() and (c.isalnum() or c in "._-") else "_" for c in last
    )
