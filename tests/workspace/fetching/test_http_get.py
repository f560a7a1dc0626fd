"""Over TLS and by proxies, as the environment says, and never past them."""

import ssl
from collections.abc import Mapping

import pytest

from assay.workspace.http_get import NotFetched, Wire

from .conftest import DATA, Fetcher, Publish, moved, say

Certified = tuple[ssl.SSLContext, ssl.SSLContext]


def test_tls_that_is_trusted_is_spoken(
    publish: Publish, fetcher: Fetcher, certified: Certified
) -> None:
    showing, trusting = certified
    publisher = publish(say(200, DATA), tls=showing)
    fetcher.wire = Wire(proxies={}, context=trusting)
    fetcher(publisher.url)

    assert fetcher.target.read_bytes() == DATA


def test_tls_that_nobody_vouches_for_is_refused_at_once(
    publish: Publish, fetcher: Fetcher, certified: Certified
) -> None:
    publisher = publish(say(200, DATA), tls=certified[0])
    with pytest.raises(NotFetched, match="does not prove to be itself") as told:
        fetcher(publisher.url)

    assert "SSL_CERT_FILE" in told.value.remedy
    assert publisher.asked == []
    assert fetcher.slept == []


def test_a_name_that_the_certificate_has_not_is_refused(
    publish: Publish, fetcher: Fetcher, certified: Certified
) -> None:
    showing, trusting = certified
    publisher = publish(say(200, DATA), tls=showing)
    fetcher.wire = Wire(proxies={}, context=trusting)
    with pytest.raises(NotFetched, match="localhost does not prove to be itself"):
        fetcher(publisher.url.replace("127.0.0.1", "localhost"))

    assert publisher.asked == []


def test_no_redirect_leads_from_https_to_http(
    publish: Publish, fetcher: Fetcher, certified: Certified
) -> None:
    showing, trusting = certified
    plain = publish(say(200, DATA))
    publisher = publish(moved(f"{plain.url}/x"), tls=showing)
    fetcher.wire = Wire(proxies={}, context=trusting)
    with pytest.raises(NotFetched, match="redirects from https to http://"):
        fetcher(publisher.url)

    assert plain.asked == []


def test_a_redirect_may_lead_to_https(
    publish: Publish, fetcher: Fetcher, certified: Certified
) -> None:
    showing, trusting = certified
    publisher = publish(say(200, DATA), tls=showing)
    fetcher.wire = Wire(proxies={}, context=trusting)
    fetcher(publish(moved(f"{publisher.url}/x")).url)

    assert fetcher.target.read_bytes() == DATA


def test_a_proxy_is_asked_for_the_whole_address(
    publish: Publish, fetcher: Fetcher
) -> None:
    proxy = publish(say(200, DATA))
    address = proxy.url.replace("http://", "http://me:secret@")
    fetcher.wire = Wire(proxies={"http": address})
    fetcher("http://publisher.invalid/oscal")

    asked, headers = proxy.asked[0]
    assert asked == f"http://publisher.invalid/oscal/{fetcher.one.file}"
    assert headers["Host"] == "publisher.invalid"
    assert headers["Proxy-Authorization"] == "Basic bWU6c2VjcmV0"
    assert "Authorization" not in headers


def test_tls_goes_through_a_proxy_unread(
    publish: Publish, fetcher: Fetcher, certified: Certified
) -> None:
    showing, trusting = certified
    publisher = publish(say(200, DATA), tls=showing)
    proxy = publish(say(500))
    address = proxy.url.replace("http://", "me:secret@")
    fetcher.wire = Wire(proxies={"https": address}, context=trusting)
    fetcher(publisher.url)

    asked, headers = proxy.asked[0]
    assert asked == f"CONNECT {publisher.url.removeprefix('https://')}"
    assert headers["Proxy-Authorization"] == "Basic bWU6c2VjcmV0"
    assert "Proxy-Authorization" not in publisher.asked[0][1]
    assert fetcher.target.read_bytes() == DATA


@pytest.mark.parametrize(
    ("proxies", "by_proxy"),
    [
        ({}, False),
        ({"https": "PROXY"}, False),
        ({"http": "PROXY"}, True),
        ({"all": "PROXY"}, True),
        ({"http": "PROXY", "no": "127.0.0.1"}, False),
        ({"http": "PROXY", "no": "*"}, False),
        ({"http": "PROXY", "no": "example.org"}, True),
    ],
)
def test_the_environment_says_what_goes_by_a_proxy(
    publish: Publish, fetcher: Fetcher, proxies: Mapping[str, str], *, by_proxy: bool
) -> None:
    publisher, proxy = publish(say(200, DATA)), publish(say(200, DATA))
    told = {name: value.replace("PROXY", proxy.url) for name, value in proxies.items()}
    fetcher.wire = Wire(proxies=told)
    fetcher(publisher.url)

    assert (len(publisher.asked), len(proxy.asked)) == (not by_proxy, by_proxy)


@pytest.mark.parametrize(
    "proxy", ["https://proxy.invalid", "socks5://proxy.invalid", "http://", "http://[x"]
)
def test_a_proxy_of_another_kind_is_told_and_not_passed_by(
    fetcher: Fetcher, proxy: str
) -> None:
    fetcher.wire = Wire(proxies={"http": proxy})
    with pytest.raises(NotFetched, match="proxy of the environment") as told:
        fetcher("http://publisher.invalid")

    assert "HTTPS_PROXY" in told.value.remedy


def test_a_proxy_that_is_not_there_is_named(publish: Publish, fetcher: Fetcher) -> None:
    gone = publish(say(200, DATA))
    fetcher.wire = Wire(proxies={"http": "http://127.0.0.1:1"})
    with pytest.raises(NotFetched, match=r"by the proxy 127\.0\.0\.1:1\) failed"):
        fetcher(gone.url.replace("127.0.0.1", "publisher.invalid"))

    assert gone.asked == []


def test_an_impossible_host_is_told(fetcher: Fetcher) -> None:
    with pytest.raises(NotFetched, match="no possible host"):
        fetcher(f"http://{'x' * 64}.example")
