"""Nothing that is not public is ever asked, in whatever clothes it comes."""

from __future__ import annotations

import socket
from ipaddress import ip_address, ip_network

import pytest

from linkbot.sources.guard import Unsafe, guarded_socket, is_reachable, vetted

WORLD = (ip_network("127.1.0.0/16"),)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.0.0.1",
        "172.16.3.4",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1",
        "fc00::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "2002:7f00:1::",
        "2002:a9fe:a9fe::",
        "64:ff9b::7f00:1",
        "64:ff9b::a9fe:a9fe",
        "2001:0:4136:e378:8000:63bf:3fff:fdd2",
        "::7f00:1",
        "::5db8:d822",
        "::ffff:0:7f00:1",
        "64:ff9b:1::7f00:1",
        "fec0::1",
        "3fff::1",
        "5f00::1",
    ],
)
def test_no_private_address_is_reachable(address: str) -> None:
    assert not is_reachable(ip_address(address), ())


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:4700::1111", "::ffff:93.184.216.34", "64:ff9b::5db8:d822"])
def test_public_addresses_are_reachable(address: str) -> None:
    assert is_reachable(ip_address(address), ())


def test_this_machine_stays_out_of_reach_when_a_network_beside_it_is_allowed() -> None:
    assert is_reachable(ip_address("127.1.0.2"), WORLD)
    assert is_reachable(ip_address("::ffff:127.1.0.2"), WORLD)
    assert not is_reachable(ip_address("127.0.0.1"), WORLD)


def test_an_outdated_network_of_ones_own_is_reachable_when_it_is_allowed() -> None:
    assert is_reachable(ip_address("fec0::1"), (ip_network("fec0::/10"),))


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("file:///etc/passwd", "scheme"),
        ("javascript:alert(1)", "scheme"),
        ("ftp://files.example/x", "scheme"),
        ("http://user:secret@site.example/", "user name"),
        ("http://user@site.example/", "user name"),
        ("http://site.example:22/", "port 22"),
        ("http://site.example:25/", "port 25"),
        ("http://site.example:0/", "port 0"),
        ("gopher://site.example/", "scheme"),
        ("data:text/html,hello", "scheme"),
        ("ws://site.example/", "scheme"),
        ("http://127.0.0.1/", "address"),
        ("http://[::1]/", "address"),
        ("http://2130706433/", "address"),
        ("http://0x7f.1/", "address"),
        ("http://0x7f000001/", "address"),
        ("http://0177.0.0.1/", "address"),
        ("http://017700000001/", "address"),
        ("http://127.1/", "address"),
        ("http://127.0.0.1./", "address"),
        ("http://127.0.1.2.3/", "address"),
        ("http://１２７.０.０.１/", "address"),
        ("http://127。0。0。1/", "address"),
        ("http://%31%32%37.0.0.1/", "address"),
        ("http://169.254.169.254/latest/meta-data", "address"),
        ("http://[::]/", "address"),
        ("http://[fe80::1%25eth0]/", "address"),
        ("http://[::ffff:7f00:1]/", "address"),
        ("http://[2002:7f00:1::]/", "address"),
        ("http://[64:ff9b::7f00:1]/", "address"),
        ("http://[2001:0:4136:e378:8000:63bf:3fff:fdd2]/", "address"),
        ("http://[::ffff:169.254.169.254]/latest/meta-data", "address"),
    ],
)
def test_an_unsafe_url_is_refused_before_it_is_asked(url: str, why: str) -> None:
    with pytest.raises(Unsafe, match=why):
        vetted(url, (80, 443), WORLD)


@pytest.mark.parametrize("url", ["http:///x", "http://[::1", "http://a.example/" + "x" * 9000, "http://a.example:99999/"])
def test_what_is_no_url_is_not_called_unsafe(url: str) -> None:
    with pytest.raises(ValueError):
        vetted(url, (80, 443), ())


def test_a_secret_in_a_url_is_not_repeated() -> None:
    with pytest.raises(Unsafe) as refusal:
        vetted("http://user:secret@site.example/", (80, 443), ())

    assert "secret" not in str(refusal.value)


def test_no_socket_is_made_for_a_private_address() -> None:
    make = guarded_socket(())

    with pytest.raises(Unsafe, match="not public"):
        make((socket.AF_INET, socket.SOCK_STREAM, 6, "", ("10.0.0.1", 443)))


def test_the_fragment_is_never_sent() -> None:
    assert str(vetted("http://site.example/a#b", (80,), ())) == "http://site.example/a"
