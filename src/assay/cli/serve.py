"""`assay serve`: the portal, on this machine."""

from pathlib import Path

import click

from assay.cli.options import workspace_root
from assay.workspace import open_workspace

__all__ = ["command"]

_LARGEST = 33 * 1024 * 1024
"""The portal takes files of 32 MB to verify; the form around one is small."""


@click.command("serve", short_help="Serve the portal for customers.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Listen here.")
@click.option("--port", default=8765, show_default=True, type=click.IntRange(1, 65535))
@click.option(
    "--allow",
    "hosts",
    multiple=True,
    metavar="HOST",
    help="A public host name that requests may be for; repeatable.",
)
@click.option("--threads", default=4, show_default=True, type=click.IntRange(1, 64))
@workspace_root
def command(
    *, host: str, port: int, hosts: tuple[str, ...], threads: int, root: Path
) -> int:
    """Serve the portal until it is stopped with Ctrl-C.

    It reads the workspace and writes nothing, and listens on this machine only unless
    told otherwise.
    """
    from waitress.server import create_server  # noqa: PLC0415 - only this verb needs it

    from assay.portal import application  # noqa: PLC0415 - and Django

    app = application(open_workspace(root), hosts=hosts)
    try:
        server = create_server(
            app,
            host=host,
            port=port,
            threads=threads,
            ident=None,
            max_request_body_size=_LARGEST,
            inbuf_overflow=_LARGEST,  # an upload stays in memory
        )
    except OSError as fault:
        message = f"{host}:{port} cannot be listened on: {fault.strerror or fault}"
        remedy = "Choose another with --host or --port."
        raise click.ClickException(f"{message}. {remedy}") from fault
    click.echo(f"http://{host}:{port}/  (Ctrl-C stops it)")
    server.run()
    return 0
