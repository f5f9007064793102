"""Where linkbot never goes: the vetting of URLs before they are asked, and of addresses when a socket is made."""

from __future__ import annotations

import errno
import re
import socket
from collections.abc import Callable, Collection
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

from aiohttp import AddrInfoType
from yarl import URL

Networks = Collection[IPv4Network | IPv6Network]

_NAT64 = IPv6Network("64:ff9b::/96")  # RFC 6052: the last 32 bits are an IPv4 address
# Not one of them leads to a public web server, though Python calls them global: addresses of IPv4 in clothes that are out of use
# (RFC 4291 2.5.5.1, RFC 2765), translation inside one network (RFC 8215), sites (RFC 3879), documentation (RFC 9637), segment
# routing (RFC 9602); and Teredo (RFC 4380), which hides an IPv4 address.
_CLOSED = tuple(
    map(IPv6Network, ("::/96", "::ffff:0:0:0/96", "64:ff9b:1::/48", "fec0::/10", "3fff::/20", "5f00::/16", "2001::/32")),
)
_NUMBER = re.compile(r"(?:^|\.)(?:[0-9]+|0[xX][0-9a-fA-F]*)\.?$")  # 2130706433, 0x7f.1: addresses that some resolvers understand
_LONGEST_URL = 8_192  # characters; RFC 9110 section 4.1 asks for 8,000


class Unsafe(OSError):  # noqa: N818 - it says what the address is
    """An address, port or scheme that is never asked. Its text says which.

    Where all addresses of a name are refused, the connector makes one plain OSError of them and keeps only the number that they
    share: `NUMBER`, which no connect gives.
    """

    NUMBER = errno.EDOM

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.errno = self.NUMBER


def vetted(url: str, ports: Collection[int], allow: Networks) -> URL:
    """`url` without its fragment, ready to be asked.

    Raises Unsafe for a scheme that is not HTTP, a port outside `ports`, a user name, a literal address that is not public;
    ValueError for what is not a URL at all. Names are vetted when a socket is made for them, by `guarded_socket`.
    """
    if len(url) > _LONGEST_URL:
        raise ValueError("longer than any server reads")
    parsed = URL(url)
    if parsed.raw_fragment:
        parsed = parsed.with_fragment(None)
    if parsed.scheme not in ("http", "https"):
        raise Unsafe(f"the scheme {parsed.scheme!r}")
    if parsed.raw_user is not None or parsed.raw_password is not None:
        raise Unsafe("a user name or password in the URL")
    if not parsed.host:
        raise ValueError("no host")
    if (port := parsed.explicit_port if parsed.explicit_port is not None else parsed.port) not in ports:
        raise Unsafe(f"port {port}")
    if (":" in parsed.host or _NUMBER.search(parsed.host)) and not _is_reachable_literal(parsed.host, allow):
        raise Unsafe(f"the address {parsed.host}")
    return parsed


def guarded_socket(allow: Networks) -> Callable[[AddrInfoType], socket.socket]:
    """A socket factory for aiohttp's connector that refuses, with Unsafe, every address that is not public or in `allow`.

    It sees the final address of every connect: literals, redirects, names that point inwards or change their mind.
    """

    def make(address: AddrInfoType) -> socket.socket:
        family, kind, protocol, _, where = address
        if not is_reachable(ip_address(str(where[0]).partition("%")[0]), allow):
            # One text for all: where a name has several addresses, errors that differ are made one OSError on the way up.
            raise Unsafe("an address that is not public")
        made = socket.socket(family, kind, protocol)
        made.setblocking(False)
        return made

    return make


def is_reachable(address: IPv4Address | IPv6Address, allow: Networks) -> bool:
    """Whether `address` is public, or in `allow`. An IPv4 address inside an IPv6 one counts as itself."""
    if any(address in network for network in allow):
        return True
    if isinstance(address, IPv6Address):
        if inner := address.ipv4_mapped or address.sixtofour or _translated(address):
            return is_reachable(inner, allow)
        if any(address in network for network in _CLOSED):
            return False
    return address.is_global and not address.is_multicast


def _translated(address: IPv6Address) -> IPv4Address | None:
    return IPv4Address(int(address) & 0xFFFF_FFFF) if address in _NAT64 else None


def _is_reachable_literal(host: str, allow: Networks) -> bool:
    try:
        return is_reachable(ip_address(host.partition("%")[0]), allow)
    except ValueError:
        return False  # a number, or half an address, that a resolver may take for a whole one
