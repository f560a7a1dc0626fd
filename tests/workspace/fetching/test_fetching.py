"""A pinned file appears whole and right, or not at all, whatever the server does."""

import email.utils
import gzip
import socket
import zlib
from datetime import timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from urllib.parse import quote

import pytest

from assay.errors import BadInput
from assay.workspace.fetching import address_at
from assay.workspace.http_get import NotFetched, Wire

from .conftest import (
    DATA,
    NOW,
    Answer,
    Fetcher,
    Publish,
    cut,
    moved,
    sample,
    say,
    served,
    zipped,
)

HALF = len(DATA) // 2
OTHER = DATA[::-1]


# --- whole, at once


def test_what_is_right_is_there_whole_and_nothing_beside_it(
    publish: Publish, fetcher: Fetcher
) -> None:
    publisher = publish(served(DATA, '"1"'))
    done = fetcher(publisher.url)

    assert (done.outcome, done.resumed) == ("fetched", 0)
    assert done.source == f"{publisher.url}/{fetcher.one.file}"
    assert fetcher.target.read_bytes() == DATA
    assert fetcher.left() == [fetcher.one.file]
    assert fetcher.shown[-1] == len(DATA)


@pytest.mark.parametrize("path", ["", "/", "/oscal", "/oscal/", "/a%20b//"])
def test_a_mirror_is_a_folder_with_or_without_a_slash_at_its_end(
    publish: Publish, fetcher: Fetcher, path: str
) -> None:
    publisher = publish(say(200, DATA))
    fetcher(publisher.url + path)

    folder = path.rstrip("/")
    assert [asked for asked, _ in publisher.asked] == [f"{folder}/{fetcher.one.file}"]


def test_what_is_there_already_is_asked_of_nobody(
    publish: Publish, fetcher: Fetcher
) -> None:
    publisher = publish(say(200, DATA))
    fetcher(publisher.url)
    again = fetcher(publisher.url)

    assert (again.outcome, again.source) == ("present", "")
    assert len(publisher.asked) == 1


def test_force_asks_again(publish: Publish, fetcher: Fetcher) -> None:
    publisher = publish(say(200, DATA))
    fetcher(publisher.url)

    assert fetcher(publisher.url, force=True).outcome == "fetched"
    assert len(publisher.asked) == 2


def test_another_file_is_replaced_by_force_only(
    publish: Publish, fetcher: Fetcher
) -> None:
    publisher = publish(say(200, DATA))
    fetcher.folder.mkdir(parents=True)
    fetcher.target.write_bytes(b"mine")
    with pytest.raises(BadInput) as told:
        fetcher(publisher.url)

    assert "Another file is here" in told.value.diagnose()
    assert fetcher.one.sha256 in told.value.diagnose()
    assert "--force" in told.value.diagnose()
    assert fetcher.target.read_bytes() == b"mine"
    assert publisher.asked == []

    fetcher(publisher.url, force=True)
    assert fetcher.target.read_bytes() == DATA


def test_a_forced_fetch_that_fails_leaves_the_file_that_was_there(
    publish: Publish, fetcher: Fetcher
) -> None:
    publisher = publish(say(200, DATA), say(200, OTHER))
    fetcher(publisher.url)
    with pytest.raises(NotFetched):
        fetcher(publisher.url, force=True)

    assert fetcher.target.read_bytes() == DATA


def test_a_folder_in_the_place_of_the_file_is_told(
    publish: Publish, fetcher: Fetcher
) -> None:
    fetcher.target.mkdir(parents=True)
    with pytest.raises(BadInput) as told:
        fetcher(publish(say(200, DATA)).url)

    assert "no file" in told.value.diagnose()


def test_a_folder_that_cannot_be_made_is_told(
    publish: Publish, fetcher: Fetcher
) -> None:
    fetcher.folder.parent.write_text("no folder")
    publisher = publish(say(200, DATA))
    with pytest.raises(BadInput) as told:
        fetcher(publisher.url)

    assert "cannot be written" in told.value.diagnose()
    assert publisher.asked == []


# --- not the pinned file


@pytest.mark.parametrize(
    ("body", "told"),
    [
        pytest.param(OTHER, "got 256,000 with", id="other bytes of the same length"),
        pytest.param(DATA[:-1], "got 255,999 with", id="a byte less"),
        pytest.param(b"", "got 0 with", id="nothing"),
        pytest.param(DATA + b"\n", "and more came", id="a byte more"),
    ],
)
def test_nothing_is_kept_of_what_is_not_the_pinned_file(
    publish: Publish, fetcher: Fetcher, body: bytes, told: str
) -> None:
    publisher = publish(say(200, body, ETag='"1"'))
    with pytest.raises(NotFetched, match=told) as refused:
        fetcher(publisher.url)

    assert "expected 256,000 bytes" in refused.value.message
    assert "--from URL" in refused.value.remedy
    assert fetcher.left() == []
    assert len(publisher.asked) == 1


def test_the_digests_expected_and_got_are_told(
    publish: Publish, fetcher: Fetcher
) -> None:
    with pytest.raises(NotFetched) as refused:
        fetcher(publish(say(200, OTHER)).url)

    assert f"SHA-256 {fetcher.one.sha256}" in refused.value.message
    assert f"with {sample(OTHER).sha256}" in refused.value.message


def test_no_more_than_the_pinned_length_is_ever_taken(
    publish: Publish, fetcher: Fetcher
) -> None:
    def endless(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.end_headers()
        try:
            while not publisher.over.is_set():
                request.wfile.write(bytes(65536))
        except OSError:
            ended.append(True)

    ended: list[bool] = []
    publisher = publish(endless)
    with pytest.raises(NotFetched, match="more came"):
        fetcher(publisher.url)

    assert max(fetcher.shown) <= len(DATA)
    assert fetcher.left() == []


# --- cut, and gone on with


def test_what_was_cut_is_gone_on_with(publish: Publish, fetcher: Fetcher) -> None:
    publisher = publish(served(DATA, '"1"', piece=HALF), served(DATA, '"1"'))
    fetcher(publisher.url)

    assert publisher.ranges() == [None, f"bytes={HALF}-"]
    assert publisher.asked[1][1]["If-Range"] == '"1"'
    assert fetcher.target.read_bytes() == DATA
    assert fetcher.left() == [fetcher.one.file]


def test_a_later_fetch_goes_on_where_an_earlier_one_gave_up(
    publish: Publish, fetcher: Fetcher
) -> None:
    broken = publish(served(DATA, '"1"', piece=HALF), say(503))
    with pytest.raises(NotFetched, match="128,000 bytes are kept") as told:
        fetcher(broken.url)
    assert "to go on from there" in told.value.remedy
    assert fetcher.part.stat().st_size == HALF
    assert not fetcher.target.exists()

    broken.answers[:] = [served(DATA, '"1"')]
    done = fetcher(broken.url)

    assert done.resumed == HALF
    assert broken.ranges()[-1] == f"bytes={HALF}-"
    assert fetcher.target.read_bytes() == DATA
    assert fetcher.left() == [fetcher.one.file]


def test_another_place_goes_on_with_it_and_is_sent_no_foreign_tag(
    publish: Publish, fetcher: Fetcher
) -> None:
    broken = publish(served(DATA, '"1"', piece=HALF), say(503))
    with pytest.raises(NotFetched):
        fetcher(broken.url)

    other = publish(served(DATA, '"2"'))
    done = fetcher(other.url)

    assert done.resumed == HALF
    assert other.ranges() == [f"bytes={HALF}-"]
    assert "If-Range" not in other.asked[0][1]
    assert fetcher.target.read_bytes() == DATA


def test_a_server_without_ranges_sends_the_whole_again(
    publish: Publish, fetcher: Fetcher
) -> None:
    publisher = publish(cut(DATA, HALF, ETag='"1"'), say(200, DATA, ETag='"1"'))
    done = fetcher(publisher.url)

    assert publisher.ranges() == [None, f"bytes={HALF}-"]
    assert fetcher.target.read_bytes() == DATA
    assert done.resumed == 0


def test_a_version_that_changed_between_two_parts_is_fetched_whole(
    publish: Publish, fetcher: Fetcher
) -> None:
    publisher = publish(served(OTHER, '"1"', piece=HALF), served(DATA, '"2"'))
    fetcher(publisher.url)

    assert publisher.ranges() == [None, f"bytes={HALF}-"]
    assert fetcher.target.read_bytes() == DATA


def test_parts_of_two_versions_are_found_out_and_the_whole_is_asked_for(
    publish: Publish, fetcher: Fetcher
) -> None:
    publisher = publish(cut(OTHER, HALF), served(DATA, '"2"'))
    fetcher(publisher.url)

    assert publisher.ranges() == [None, f"bytes={HALF}-", None]
    assert fetcher.target.read_bytes() == DATA


@pytest.mark.parametrize("size", [HALF, len(DATA), len(DATA) + 1])
def test_a_wrong_beginning_of_an_earlier_fetch_does_no_lasting_harm(
    publish: Publish, fetcher: Fetcher, size: int
) -> None:
    broken = publish(served(DATA, '"1"', piece=HALF), say(503))
    with pytest.raises(NotFetched):
        fetcher(broken.url)
    fetcher.part.write_bytes((OTHER + OTHER)[:size])
    broken.answers[:] = [served(DATA, '"1"')]
    done = fetcher(broken.url)

    assert fetcher.target.read_bytes() == DATA
    assert done.resumed == 0


def test_what_an_earlier_fetch_left_whole_is_asked_of_nobody(
    publish: Publish, fetcher: Fetcher
) -> None:
    broken = publish(served(DATA, '"1"', piece=HALF), say(503))
    with pytest.raises(NotFetched):
        fetcher(broken.url)
    fetcher.part.write_bytes(DATA)
    asked = len(broken.asked)

    assert fetcher(broken.url).resumed == len(DATA)
    assert len(broken.asked) == asked
    assert fetcher.target.read_bytes() == DATA


@pytest.mark.parametrize(
    "note",
    [b"", b"[]", b"{", b"\xff", b"[" * 100_000, b'{"sha256": 7}'],
    ids=["empty", "a list", "cut", "no text", "deep", "no digest"],
)
def test_a_beginning_that_nothing_vouches_for_is_thrown_away(
    publish: Publish, fetcher: Fetcher, note: bytes
) -> None:
    fetcher.folder.mkdir(parents=True)
    fetcher.part.write_bytes(DATA[:HALF])
    fetcher.part.with_name(f"{fetcher.part.name}.json").write_bytes(note)
    publisher = publish(served(DATA, '"1"'))
    fetcher(publisher.url)

    assert publisher.ranges() == [None]
    assert fetcher.left() == [fetcher.one.file]


def test_the_beginning_of_what_was_pinned_before_is_thrown_away(
    publish: Publish, fetcher: Fetcher
) -> None:
    fetcher.data = OTHER
    broken = publish(served(OTHER, '"1"', piece=HALF), say(503))
    with pytest.raises(NotFetched):
        fetcher(broken.url)
    fetcher.data = DATA
    publisher = publish(served(DATA, '"1"'))
    fetcher(publisher.url)

    assert publisher.ranges() == [None]
    assert fetcher.target.read_bytes() == DATA


@pytest.mark.parametrize(
    "part",
    [
        pytest.param(say(416), id="not satisfiable"),
        pytest.param(say(206, DATA[HALF:]), id="unnamed"),
        pytest.param(
            say(206, DATA[HALF:], Content_Range=f"bytes 0-9/{len(DATA)}"),
            id="another part",
        ),
        pytest.param(
            say(206, DATA[HALF:], Content_Range=f"bytes {HALF}-{len(DATA)}/999999"),
            id="of another length",
        ),
        pytest.param(
            say(
                206,
                gzip.compress(DATA[HALF:]),
                Content_Encoding="gzip",
                Content_Range=f"bytes {HALF}-{len(DATA) - 1}/{len(DATA)}",
            ),
            id="of something coded",
        ),
    ],
)
def test_a_part_that_does_not_fit_is_not_put_behind(
    publish: Publish, fetcher: Fetcher, part: Answer
) -> None:
    publisher = publish(served(DATA, '"1"', piece=HALF), part, served(DATA, '"1"'))
    fetcher(publisher.url)

    assert publisher.ranges() == [None, f"bytes={HALF}-", None]
    assert fetcher.target.read_bytes() == DATA


def test_a_part_that_nobody_asked_for_is_not_taken(
    publish: Publish, fetcher: Fetcher
) -> None:
    stray = say(206, DATA, Content_Range=f"bytes 0-{len(DATA) - 1}/{len(DATA)}")
    with pytest.raises(NotFetched, match="does not continue"):
        fetcher(publish(stray).url)


def test_a_weak_tag_vouches_for_nothing_but_a_date_does(
    publish: Publish, fetcher: Fetcher
) -> None:
    day = "Tue, 26 Aug 2025 14:33:16 GMT"
    publisher = publish(
        cut(DATA, HALF, ETag='W/"1"', Last_Modified=day), say(200, DATA)
    )
    fetcher(publisher.url)

    assert publisher.asked[1][1]["If-Range"] == day


# --- codings


def test_a_coding_that_nobody_asked_for_is_undone(
    publish: Publish, fetcher: Fetcher
) -> None:
    publisher = publish(zipped(DATA))
    fetcher(publisher.url)

    assert publisher.asked[0][1]["Accept-Encoding"] == "identity"
    assert fetcher.target.read_bytes() == DATA


def test_a_coded_answer_that_was_cut_begins_anew(
    publish: Publish, fetcher: Fetcher
) -> None:
    whole = gzip.compress(DATA)
    half = say(200, whole[: len(whole) // 2], Content_Encoding="gzip")
    fetcher(publish(half, zipped(DATA)).url)

    assert fetcher.target.read_bytes() == DATA


def test_a_coded_answer_that_was_cut_leaves_nothing_to_go_on_with(
    publish: Publish, fetcher: Fetcher
) -> None:
    whole = gzip.compress(DATA)
    half = say(200, whole[: len(whole) // 2], Content_Encoding="gzip", ETag='"z"')
    publisher = publish(half, say(404))
    with pytest.raises(NotFetched, match="404"):
        fetcher(publisher.url)

    assert "If-Range" not in publisher.asked[1][1]
    assert fetcher.left() == []


def test_a_bomb_does_not_unfold(publish: Publish, fetcher: Fetcher) -> None:
    bomb = zlib.compressobj(9, zlib.DEFLATED, 31)
    data = bomb.compress(bytes(64 * 1024 * 1024)) + bomb.flush()
    with pytest.raises(NotFetched, match="more came"):
        fetcher(publish(say(200, data, Content_Encoding="gzip")).url)

    assert fetcher.left() == []


def test_a_coding_that_is_unknown_or_broken_is_told(
    publish: Publish, fetcher: Fetcher
) -> None:
    with pytest.raises(NotFetched, match="content coding 'br'"):
        fetcher(publish(say(200, DATA, Content_Encoding="br")).url)
    with pytest.raises(NotFetched, match="content coding is broken"):
        fetcher(publish(say(200, DATA, Content_Encoding="gzip")).url)

    assert fetcher.left() == []


# --- failures that pass, and those that do not


@pytest.mark.parametrize("status", [500, 502, 503, 429, 408])
def test_a_failure_that_passes_is_tried_again(
    publish: Publish, fetcher: Fetcher, status: int
) -> None:
    publisher = publish(say(status), say(status), say(200, DATA))
    fetcher(publisher.url)

    assert fetcher.slept == [0.5, 1]
    assert "trying again in 0.5 s" in fetcher.told[0]
    assert fetcher.target.read_bytes() == DATA


def test_a_failure_that_stays_is_told_with_what_to_do(
    publish: Publish, fetcher: Fetcher
) -> None:
    publisher = publish(say(500))
    with pytest.raises(NotFetched, match=r"after 4 tries.*answers 500") as told:
        fetcher(publisher.url)

    assert fetcher.slept == [0.5, 1, 2]
    assert "--from file:///FOLDER" in told.value.remedy
    assert "kept" not in told.value.message
    assert fetcher.left() == []


def test_an_end_that_came_too_soon_is_seen_where_no_length_was_told(
    publish: Publish, fetcher: Fetcher
) -> None:
    def unmeasured(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.send_header("ETag", '"1"')
        request.end_headers()
        request.wfile.write(DATA[:HALF])

    publisher = publish(unmeasured, served(DATA, '"1"'))
    fetcher(publisher.url)

    assert publisher.ranges() == [None, f"bytes={HALF}-"]
    assert fetcher.target.read_bytes() == DATA


def test_no_password_is_written_down(publish: Publish, fetcher: Fetcher) -> None:
    broken = publish(served(DATA, '"1"', piece=HALF), say(404))
    address = broken.url.replace("http://", "http://someone:secret@")
    with pytest.raises(NotFetched) as told:
        fetcher(address)

    assert "Authorization" in broken.asked[0][1]
    written = b"".join(path.read_bytes() for path in fetcher.folder.iterdir())
    assert b"secret" not in written
    assert "secret" not in told.value.diagnose()
    assert broken.asked[1][1]["If-Range"] == '"1"'


def test_tries_count_from_the_last_new_byte(publish: Publish, fetcher: Fetcher) -> None:
    steps = [served(DATA, '"1"', piece=20_000) for _ in range(20)]
    fetcher(publish(*steps).url)

    assert fetcher.target.read_bytes() == DATA
    assert set(fetcher.slept) == {0.5}


def test_a_server_that_never_gets_further_is_given_up(
    publish: Publish, fetcher: Fetcher
) -> None:
    publisher = publish(cut(DATA, HALF))
    with pytest.raises(NotFetched, match="was cut"):
        fetcher(publisher.url)

    assert len(publisher.asked) == 4


@pytest.mark.parametrize(
    ("after", "waited"),
    [
        ("7", 7),
        ("999999999999", 60),
        (email.utils.format_datetime(NOW + timedelta(seconds=3), usegmt=True), 3),
        (email.utils.format_datetime(NOW - timedelta(days=1), usegmt=True), 0),
        ("soon", 0.5),
        ("²", 0.5),
    ],
)
def test_a_server_says_when_to_try_again(
    publish: Publish, fetcher: Fetcher, after: str, waited: float
) -> None:
    fetcher.whole = 1000
    fetcher(publish(say(503, Retry_After=after), say(200, DATA)).url)

    assert fetcher.slept == [waited]


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
def test_a_refusal_is_final(publish: Publish, fetcher: Fetcher, status: int) -> None:
    publisher = publish(say(status, b"<html>no</html>"))
    with pytest.raises(NotFetched, match=f"answers {status}") as told:
        fetcher(publisher.url)

    assert "--from URL" in told.value.remedy
    assert len(publisher.asked) == 1
    assert fetcher.left() == []


def test_a_refusal_elsewhere_does_not_throw_away_what_has_arrived(
    publish: Publish, fetcher: Fetcher
) -> None:
    broken = publish(served(DATA, '"1"', piece=HALF), say(503))
    with pytest.raises(NotFetched):
        fetcher(broken.url)
    with pytest.raises(NotFetched, match="404"):
        fetcher(publish(say(404)).url)

    assert fetcher.part.stat().st_size == HALF


def test_no_network_is_told_with_where_else_to_take_it_from(fetcher: Fetcher) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with pytest.raises(NotFetched, match="Connection refused") as told:
        fetcher(f"http://127.0.0.1:{port}")

    assert "the connection to 127.0.0.1 failed" in told.value.message
    assert f"copy {fetcher.one.file} from elsewhere" in told.value.remedy
    assert "--from file:///FOLDER" in told.value.remedy


# --- time


def test_a_server_that_falls_silent_is_left(publish: Publish, fetcher: Fetcher) -> None:
    def silent(request: BaseHTTPRequestHandler) -> None:
        cut(DATA, HALF, ETag='"1"')(request)
        request.wfile.flush()
        publisher.over.wait(2)

    publisher = publish(silent, served(DATA, '"1"'))
    fetcher.wire = Wire(proxies={}, connect=10, read=0.1)
    fetcher(publisher.url)

    assert "timed out" in fetcher.told[0]
    assert publisher.ranges() == [None, f"bytes={HALF}-"]
    assert fetcher.target.read_bytes() == DATA


@pytest.mark.parametrize("begun", [False, True], ids=["in its headers", "in its body"])
def test_a_server_that_trickles_is_cut_when_the_time_is_up(
    publish: Publish, fetcher: Fetcher, *, begun: bool
) -> None:
    def trickle(request: BaseHTTPRequestHandler) -> None:
        if begun:
            request.send_response(200)
            request.send_header("Content-Length", str(len(DATA)))
            request.end_headers()
        try:
            while not publisher.over.wait(0.01):
                request.wfile.write(b"x")
        except OSError:
            return

    publisher = publish(trickle)
    fetcher.whole = 0.15
    with pytest.raises(NotFetched, match=r"in 0\.15 seconds"):
        fetcher(publisher.url)

    assert len(publisher.asked) == 1
    assert fetcher.slept == []


# --- redirects


def test_a_redirect_is_followed_to_another_host(
    publish: Publish, fetcher: Fetcher
) -> None:
    far = publish(say(200, DATA))
    port = far.url.rpartition(":")[2]
    near = publish(moved(f"http://localhost:{port}/deep/er?x=1"))
    done = fetcher(near.url.replace("http://", "http://someone:secret@"))

    assert far.asked[0][0] == "/deep/er?x=1"
    assert "Authorization" in near.asked[0][1]
    assert "Authorization" not in far.asked[0][1]
    assert "secret" not in done.source
    assert fetcher.target.read_bytes() == DATA


def test_a_redirect_may_name_a_path_alone(publish: Publish, fetcher: Fetcher) -> None:
    publisher = publish(moved("../other"), say(200, DATA))
    fetcher(f"{publisher.url}/a/b")

    assert publisher.asked[1][0] == "/a/other"


@pytest.mark.parametrize(
    ("to", "told"),
    [
        (f"/{sample().file}", "in a circle"),
        ("file:///etc/passwd", "is no address"),
        ("ftp://publisher.invalid/", "is no address"),
        ("http://[::1", "is no address"),
        ("http://x:0/", "is no address"),
        ("", "is no address"),
    ],
)
def test_a_redirect_that_leads_nowhere_is_refused(
    publish: Publish, fetcher: Fetcher, to: str, told: str
) -> None:
    publisher = publish(moved(to))
    with pytest.raises(NotFetched, match=told):
        fetcher(publisher.url)

    assert len(publisher.asked) == 1


def test_redirects_have_an_end(publish: Publish, fetcher: Fetcher) -> None:
    publisher = publish(*[moved(f"/{one}") for one in range(20)])
    with pytest.raises(NotFetched, match="more than 5 times"):
        fetcher(publisher.url)

    assert len(publisher.asked) == 6


# --- addresses


@pytest.mark.parametrize(
    "mirror",
    [
        "mirror.example",
        "/srv/oscal",
        "ftp://mirror.example/",
        "https://",
        "https://[::1",
        "https://mirror.example:0/",
        "https://mirror.example/a b",
        "https://mirror.example/a\nHost: x",
        "https://mirror.example/?at=",
        "https://mirror.example/#at",
        "file://far.example/srv",
    ],
)
def test_what_is_no_address_of_a_folder_is_no_mirror(mirror: str) -> None:
    with pytest.raises(BadInput) as told:
        address_at(sample(), mirror)

    assert "no https, http or file address" in told.value.diagnose()


def test_a_file_mirror_needs_no_server(fetcher: Fetcher, tmp_path: Path) -> None:
    folder = tmp_path / "a copy"
    folder.mkdir()
    (folder / fetcher.one.file).write_bytes(DATA)

    assert fetcher(f"file://{quote(str(folder))}").outcome == "fetched"
    again = fetcher(f"file://localhost{quote(str(folder))}/", force=True)
    assert again.outcome == "fetched"
    assert fetcher.target.read_bytes() == DATA
    assert fetcher.left() == [fetcher.one.file]


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (OTHER, "got 256,000 with"),
        (DATA[:-1], "got 255,999 with"),
        (DATA + b"\n", "and more came"),
    ],
    ids=["other bytes", "a byte less", "a byte more"],
)
def test_a_file_mirror_is_believed_no_more_than_any(
    fetcher: Fetcher, tmp_path: Path, body: bytes, told: str
) -> None:
    (tmp_path / fetcher.one.file).write_bytes(body)
    with pytest.raises(NotFetched, match=f"is not the pinned sample.*{told}"):
        fetcher(tmp_path.as_uri())

    assert fetcher.left() == []


def test_a_file_mirror_without_the_file_is_told(
    fetcher: Fetcher, tmp_path: Path
) -> None:
    with pytest.raises(NotFetched, match="No such file") as told:
        fetcher(tmp_path.as_uri())

    assert "owner's name" in told.value.remedy
