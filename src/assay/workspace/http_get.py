"""One GET that can be trusted to be what it says: redirects, proxies, TLS and time.

The client is the standard library's `http.client`, with no other on top of it. What one
would add is followed redirects, retries, pools and decoding; here each of these has a
rule of its own (no step down from https, a range believed only for the same version, no
bomb unfolded), so that it would have to be switched off. What is left to gain does not
outweigh another package, to be trusted and kept up to date, that speaks to a network.
"""

import base64
import http.client
import re
import socket
import ssl
from collections.abc import Generator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from http import HTTPStatus
from threading import Timer
from typing import ClassVar
from urllib.parse import SplitResult, unquote, urljoin, urlsplit
from urllib.request import proxy_bypass

from assay.errors import Error

__all__ = ["Broken", "NotFetched", "Reply", "Wire", "askable", "get", "shown"]

_REDIRECTS = 5
_MOVED = frozenset({301, 302, 303, 307, 308})
_TAKEN = frozenset(
    {
        HTTPStatus.OK,
        HTTPStatus.PARTIAL_CONTENT,
        HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE,
    }
)
_PASSING = frozenset(
    {
        HTTPStatus.REQUEST_TIMEOUT,
        HTTPStatus.TOO_EARLY,
        HTTPStatus.TOO_MANY_REQUESTS,
    }
)
"""Statuses of the 400s that are worth another try, as all above them are."""
_PORTS = {"http": 80, "https": 443}
_LINE = re.compile(r"[!-~]+")


class NotFetched(Error):  # noqa: N818 - reads as what it is
    """The file cannot be had, and trying again as it is would not help."""

    exit_code: ClassVar[int] = 1


class Broken(Exception):  # noqa: N818 - reads as what it is
    """The connection or the server failed in a way that may pass."""

    def __init__(self, message: str, *, after: str = "") -> None:
        super().__init__(message)
        self.after = after
        """What the server said of when to try again (Retry-After)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wire:
    """How the network is reached."""

    proxies: Mapping[str, str]
    """By scheme, with `no` for hosts reached directly (`urllib.request.getproxies`)."""
    context: ssl.SSLContext | None = None
    """Whom to trust; by default, whom the system trusts."""
    connect: float = 10.0
    """Seconds in which a connection must be made."""
    read: float = 30.0
    """Seconds without a byte after which a connection counts as cut."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """A response that has begun."""

    url: str
    """Where it came from in the end."""
    where: str
    """Whom the connection leads to."""
    body: http.client.HTTPResponse

    @property
    def status(self) -> int:
        """200, 206 or 416."""
        return self.body.status

    def header(self, name: str) -> str:
        """A header's text, or nothing."""
        return (self.body.getheader(name) or "").strip()

    def read(self, most: int) -> bytes:
        """Bytes as they come, and none at the end; raises `Broken`."""
        with _failures(self.where):
            return self.body.read1(most)


@contextmanager
def get(
    url: str, headers: Mapping[str, str], wire: Wire, *, seconds: float
) -> Generator[Reply]:
    """Ask for `url`, follow where it leads, and give what answers.

    After `seconds`, the connection is cut, at whatever it waits.

    Raises:
        NotFetched: Refused for good: not found, a redirect that loops or leaves TLS.
        Broken: The connection or the server failed; so does `Reply.read`.
    """
    seen = [url]
    with _watch(seconds) as sockets:
        while True:
            connection, target, more = _route(urlsplit(seen[-1]), wire)
            where = _where(connection, seen[-1])
            with closing(connection):
                sent = {**_sent(seen, headers), **more}
                with _failures(where):
                    response = _ask(connection, target, sent, wire, sockets)
                with closing(response):
                    if response.status not in _MOVED:
                        _judge(response, seen[-1])
                        yield Reply(url=seen[-1], where=where, body=response)
                        return
                    seen.append(_next(seen, response.getheader("Location") or ""))


def askable(url: str) -> bool:
    """Whether this is a whole http or https address that can stand in a request."""
    try:
        parts = urlsplit(url)
        named = bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
    return named and parts.scheme in _PORTS and _LINE.fullmatch(url) is not None


def shown(url: str) -> str:
    """An address without the password that may be in it."""
    parts = urlsplit(url)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()


@contextmanager
def _watch(seconds: float) -> Generator[list[socket.socket]]:
    """Sockets that are cut when the time is up, so that no trickle keeps one alive."""
    sockets: list[socket.socket] = []
    timer = Timer(max(seconds, 0.0), _cut, (sockets,))
    timer.daemon = True
    timer.start()
    try:
        yield sockets
    finally:
        timer.cancel()


def _cut(sockets: list[socket.socket]) -> None:
    for one in sockets:
        with suppress(OSError):
            # Beneath TLS: its own way to end would wait for the other side.
            socket.socket.shutdown(one, socket.SHUT_RDWR)


def _where(connection: http.client.HTTPConnection, url: str) -> str:
    host = urlsplit(url).hostname or ""
    at = f"{connection.host}:{connection.port}"
    return host if connection.host == host else f"{host} (by the proxy {at})"


@contextmanager
def _failures(where: str) -> Generator[None]:
    """Tell what may pass from what will not."""
    try:
        yield
    except ssl.SSLCertVerificationError as fault:
        message = f"{where} does not prove to be itself: {fault.verify_message}"
        remedy = "Behind a proxy that opens TLS, set SSL_CERT_FILE to its certificate."
        raise NotFetched(message, remedy=remedy) from None
    except UnicodeError:
        raise NotFetched(f"{where} is no possible host") from None
    except (OSError, http.client.HTTPException) as fault:
        told = (isinstance(fault, OSError) and fault.strerror) or str(fault)
        message = f"the connection to {where} failed: {told or type(fault).__name__}"
        raise Broken(message) from None


def _ask(
    connection: http.client.HTTPConnection,
    target: str,
    headers: Mapping[str, str],
    wire: Wire,
    sockets: list[socket.socket],
) -> http.client.HTTPResponse:
    connection.connect()
    connection.sock.settimeout(wire.read)
    sockets.append(connection.sock)
    connection.request("GET", target, headers=headers)
    return connection.getresponse()


def _route(
    parts: SplitResult, wire: Wire
) -> tuple[http.client.HTTPConnection, str, dict[str, str]]:
    """The connection, what to ask it for, and headers that are for a proxy."""
    host, port = parts.hostname or "", _port(parts)
    path = parts._replace(scheme="", netloc="", fragment="").geturl() or "/"
    proxy = _proxy(parts, wire.proxies)
    if proxy is None:
        return _direct(parts.scheme, host, port, wire), path, {}
    to, at, login = proxy.hostname or "", _port(proxy), _basic(proxy)
    if parts.scheme == "https":
        tunnel = _direct("https", to, at, wire)
        tunnel.set_tunnel(host, port, _named("Proxy-Authorization", login))
        return tunnel, path, {}
    whole = parts._replace(netloc=parts.netloc.rpartition("@")[2], fragment="")
    connection = _direct("http", to, at, wire)
    return connection, whole.geturl(), _named("Proxy-Authorization", login)


def _direct(
    scheme: str, host: str, port: int, wire: Wire
) -> http.client.HTTPConnection:
    if scheme == "http":
        return http.client.HTTPConnection(host, port, timeout=wire.connect)
    context = wire.context or ssl.create_default_context()
    return http.client.HTTPSConnection(
        host, port, timeout=wire.connect, context=context
    )


def _proxy(parts: SplitResult, proxies: Mapping[str, str]) -> SplitResult | None:
    told = proxies.get(parts.scheme) or proxies.get("all") or ""
    beside = parts.netloc.rpartition("@")[2]
    if not told or proxy_bypass(beside, proxies):
        return None
    whole = told if "://" in told else f"http://{told}"
    if not askable(whole) or urlsplit(whole).scheme != "http":
        message = "The proxy of the environment is not of the form http://HOST:PORT"
        raise NotFetched(message, remedy="Correct HTTPS_PROXY, HTTP_PROXY, ALL_PROXY.")
    return urlsplit(whole)


def _port(parts: SplitResult) -> int:
    return parts.port or _PORTS[parts.scheme]


def _sent(seen: list[str], headers: Mapping[str, str]) -> dict[str, str]:
    """The headers; a login is sent to the place it was given for, and to no other."""
    asked, now = urlsplit(seen[0]), urlsplit(seen[-1])
    same = (asked.scheme, asked.hostname) == (now.scheme, now.hostname)
    login = _basic(asked) if same and _port(asked) == _port(now) else ""
    return {**headers, **_named("Authorization", login)}


def _named(name: str, value: str) -> dict[str, str]:
    return {name: value} if value else {}


def _basic(parts: SplitResult) -> str:
    if parts.username is None:
        return ""
    pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
    return "Basic " + base64.b64encode(pair.encode()).decode("ascii")


def _next(seen: list[str], location: str) -> str:
    """Where a redirect leads."""
    try:
        to = urljoin(seen[-1], location)
    except ValueError:
        to = ""
    if not location or not askable(to):
        message = f"{shown(seen[-1])} redirects to {location!r}, which is no address"
        raise NotFetched(message)
    if urlsplit(to).scheme == "http" and urlsplit(seen[-1]).scheme == "https":
        message = f"{shown(seen[-1])} redirects from https to {shown(to)}"
        raise NotFetched(message, remedy="That could be read and changed on the way.")
    if to in seen:
        raise NotFetched(f"{shown(seen[0])} redirects in a circle, over {shown(to)}")
    if len(seen) > _REDIRECTS:
        message = f"{shown(seen[0])} redirects more than {_REDIRECTS} times"
        raise NotFetched(message)
    return to


def _judge(response: http.client.HTTPResponse, url: str) -> None:
    status = response.status
    if status in _TAKEN:
        return
    reason = "".join(one for one in response.reason if one.isprintable())
    told = f"{shown(url)} answers {status} {reason}".rstrip()
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR or status in _PASSING:
        raise Broken(told, after=response.getheader("Retry-After") or "")
    remedy = "Take it from a mirror or a copy: --from URL. Its digest is checked there."
    raise NotFetched(told, remedy=remedy)
