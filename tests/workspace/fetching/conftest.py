"""A publisher on the loopback that answers as it is told, and what fetches from it."""

import gzip
import hashlib
import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from assay.workspace.fetching import Fetched, Means, fetch
from assay.workspace.http_get import Wire
from assay.workspace.official import Official

DATA = b"".join(hashlib.sha256(b"%d" % one).digest() for one in range(8000))
"""A quarter of a megabyte in which no place is like another."""
NOW = datetime(2026, 11, 24, 6, tzinfo=UTC)
Answer: TypeAlias = "Callable[[BaseHTTPRequestHandler], None]"


@dataclass
class Publisher:
    """What was asked, and how it is answered: in turn, and at last always alike."""

    answers: list[Answer]
    url: str = ""
    asked: list[tuple[str, Mapping[str, str]]] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def ranges(self) -> list[str | None]:
        """What part was asked for, request by request."""
        return [headers.get("Range") for _, headers in self.asked]

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        """Answer in turn."""
        self.asked.append((request.path, dict(request.headers)))
        chosen = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        chosen(request)


Publish = Callable[..., Publisher]


@pytest.fixture
def publish() -> Iterator[Publish]:
    """Starts a publisher that gives these answers; with TLS, given a certificate."""
    running: list[tuple[ThreadingHTTPServer, Publisher]] = []

    def start(*answers: Answer, tls: ssl.SSLContext | None = None) -> Publisher:
        publisher = Publisher(answers=list(answers))

        class Request(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                publisher.answer(self)
                self.close_connection = True

            def do_CONNECT(self) -> None:
                publisher.asked.append((f"CONNECT {self.path}", dict(self.headers)))
                _relay(self)

            def log_message(self, *_: Any) -> None:
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Request)
        if tls:
            server.socket = tls.wrap_socket(server.socket, server_side=True)
        publisher.url = f"http{'s' if tls else ''}://127.0.0.1:{server.server_port}"
        threading.Thread(target=server.serve_forever, args=(0.01,)).start()
        running.append((server, publisher))
        return publisher

    yield start
    for server, publisher in running:
        publisher.over.set()
        server.shutdown()
        server.server_close()


def _relay(request: BaseHTTPRequestHandler) -> None:
    host, _, port = request.path.rpartition(":")
    with socket.create_connection((host, int(port)), timeout=5) as far:
        request.send_response(200)
        request.end_headers()
        back = threading.Thread(target=_pour, args=(far, request.connection))
        back.start()
        _pour(request.connection, far)
        back.join()


def _pour(one: socket.socket, other: socket.socket) -> None:
    while data := one.recv(65536):
        other.sendall(data)
    other.shutdown(socket.SHUT_WR)


# --- answers


def say(
    status: int, body: bytes = b"", *, size: int | None = None, **headers: str
) -> Answer:
    """A whole answer; `size` is what it says of its length where that is a lie."""

    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        for name, value in headers.items():
            request.send_header(name.replace("_", "-"), value)
        request.send_header("Content-Length", str(len(body) if size is None else size))
        request.end_headers()
        request.wfile.write(body)

    return answer


def cut(data: bytes, at: int, **headers: str) -> Answer:
    """The beginning of `data`, and then the connection ends."""
    return say(200, data[:at], size=len(data), **headers)


def zipped(data: bytes) -> Answer:
    """In a coding that nobody asked for."""
    return say(200, gzip.compress(data), Content_Encoding="gzip")


def moved(to: str) -> Answer:
    """A redirect."""
    return say(302, Location=to)


def served(data: bytes, tag: str, *, piece: int | None = None) -> Answer:
    """As a good server does: parts on demand, if the version is still the same."""

    def answer(request: BaseHTTPRequestHandler) -> None:
        told = request.headers.get("Range", "")
        same = request.headers.get("If-Range", tag) == tag
        start = int(told[6:-1]) if told and same else 0
        part = data[start:][:piece]
        span = f"bytes {start}-{len(data) - 1}/{len(data)}"
        size = len(data) - start
        if start:
            say(206, part, size=size, ETag=tag, Content_Range=span)(request)
        else:
            say(200, part, size=size, ETag=tag)(request)

    return answer


# --- who fetches


@dataclass
class Fetcher:
    """Fetches the sample, and remembers what was waited for and told."""

    folder: Path
    wire: Wire = field(default_factory=lambda: Wire(proxies={}))
    whole: float = 60.0
    data: bytes = DATA
    slept: list[float] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    shown: list[int] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def one(self) -> Official:
        """What is fetched."""
        return sample(self.data)

    @property
    def target(self) -> Path:
        """Where it is to come."""
        return self.folder / self.one.file

    @property
    def part(self) -> Path:
        """Where the beginning lies."""
        return self.folder / f"{self.one.file}.part"

    def left(self) -> list[str]:
        """What lies there."""
        there = self.folder.iterdir() if self.folder.is_dir() else ()
        return sorted(path.name for path in there)

    def sleep(self, seconds: float) -> None:
        """A night's rest that takes no time."""
        self.slept.append(seconds)
        self.seconds += seconds

    def __call__(self, mirror: str, *, force: bool = False) -> Fetched:
        means = Means(
            wire=self.wire,
            sleep=self.sleep,
            clock=lambda: self.seconds,
            now=lambda: NOW,
            progress=self.shown.append,
            tell=self.told.append,
            whole=self.whole,
        )
        return fetch(self.one, self.folder, mirror=mirror, force=force, means=means)


def sample(data: bytes = DATA) -> Official:
    """An entry of the library for these bytes."""
    return Official(
        name="sample",
        title="A sample",
        owner="A fictional standards body",
        edition="1",
        licence="Public domain",
        url=f"https://publisher.invalid/{'0' * 40}/sample_catalog.json",
        sha256=hashlib.sha256(data).hexdigest(),
        size=len(data),
        form="oscal-catalog",
    )


@pytest.fixture
def fetcher(tmp_path: Path) -> Fetcher:
    """Fetches the sample to a folder that does not exist yet."""
    return Fetcher(folder=tmp_path / "catalogs" / "fetched")


@pytest.fixture(scope="session")
def certified(
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """A certificate of 127.0.0.1: to show it, and to trust it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "loopback")])
    at = x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(datetime.now(UTC) - timedelta(days=1))  # noqa: TID251 - TLS
        .not_valid_after(datetime.now(UTC) + timedelta(days=1))  # noqa: TID251 - TLS
        .add_extension(at, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path_factory.mktemp("tls") / "both.pem"
    public = certificate.public_bytes(serialization.Encoding.PEM)
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    file.write_bytes(public + private)
    showing = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    showing.load_cert_chain(file)
    return showing, ssl.create_default_context(cadata=public.decode())
