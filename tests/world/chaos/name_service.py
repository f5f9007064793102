"""DNS: names that fail, lie, dawdle, or change their mind."""

from __future__ import annotations

from tests.world.chaos.case import HERE, NEXT_DOOR, Case, Name, led

_NOWHERE = Name(code="NXDOMAIN", addresses=())
_REFUSING = tuple(f"127.77.9.{number}" for number in range(1, 30))  # nothing listens there

CASES = (
    Case(
        name="dns-no-such-name",
        happens="the name does not exist, and does not exist when it is asked again",
        names={"": _NOWHERE},
        verdict="broken",
        reason="unconfirmed: no such domain",
        rule="LB101",
        requests=0,
    ),
    Case(
        name="dns-no-such-name-once",
        happens="the name does not exist, and is there a moment later",
        names={"": Name(code="NXDOMAIN", addresses=(), then=Name())},
        verdict="ok",
    ),
    Case(
        name="dns-servfail",
        happens="the name server answers SERVFAIL",
        names={"": Name(code="SERVFAIL", addresses=())},
        verdict="flaky",
        reason="dns",
        requests=0,
    ),
    Case(
        name="dns-refused",
        happens="the name server answers REFUSED",
        names={"": Name(code="REFUSED", addresses=())},
        verdict="flaky",
        reason="dns",
        requests=0,
    ),
    Case(
        name="dns-no-data",
        happens="the name exists and has no address",
        names={"": Name(addresses=())},
        verdict="flaky",
        reason="dns",
        requests=0,
    ),
    Case(
        name="dns-silence",
        timed=True,
        happens="the name server never answers",
        names={"": Name(fault="silent")},
        verdict="flaky",
        reason="dns",
        requests=0,
    ),
    Case(
        name="dns-stray",
        timed=True,
        happens="the name server answers another question than was asked",
        names={"": Name(fault="stray")},
        verdict="flaky",
        reason="dns",
        requests=0,
    ),
    Case(name="dns-slow", happens="the name server takes its time and answers", names={"": Name(delay=0.15)}, verdict="ok"),
    Case(
        name="dns-alias-loop",
        happens="the name is an alias of itself",
        names={"": Name(alias="dns-alias-loop.example")},
        verdict="flaky",
        reason="dns",
        requests=0,
    ),
    Case(
        name="dns-over-tcp",
        happens="the answer is too big for a datagram and comes over TCP",
        names={"": Name(addresses=(HERE, *_REFUSING), fault="big")},
        verdict="ok",
    ),
    Case(
        name="dns-many-addresses",
        happens="thirty addresses, of which one answers",
        names={"": Name(addresses=(*_REFUSING, HERE))},
        verdict="ok",
    ),
    Case(
        name="dns-to-private",
        happens="the name leads into a private network",
        names={"": Name(addresses=("10.0.0.1",))},
        verdict="unsafe",
        reason="unsafe",
        requests=0,
    ),
    Case(
        name="dns-to-this-machine",
        happens="the name leads to this machine, where a canary listens",
        names={"": Name(addresses=(NEXT_DOOR,))},
        verdict="unsafe",
        reason="unsafe",
        requests=0,
    ),
    Case(
        name="dns-to-this-machine-ipv6",
        happens="the name leads to this machine over IPv6",
        names={"": Name(addresses=("::1",))},
        verdict="unsafe",
        reason="unsafe",
        requests=0,
    ),
    Case(
        name="dns-to-all-private",
        happens="the name has several addresses: private, link-local, loopback, multicast",
        names={"": Name(addresses=("192.168.1.1", "169.254.169.254", NEXT_DOOR, "224.0.0.1", "0.0.0.0"))},
        verdict="unsafe",
        reason="unsafe",
        requests=0,
    ),
    Case(
        name="dns-to-mapped",
        happens="the name leads to this machine as an IPv4 address in IPv6 clothes",
        names={"": Name(addresses=("::ffff:127.0.0.1",))},
        verdict="unsafe",
        reason="unsafe",
        requests=0,
    ),
    Case(
        name="dns-mixed",
        happens="one address is this machine, the other a public one",
        names={"": Name(addresses=(NEXT_DOOR, HERE))},
        verdict="ok",
    ),
    Case(
        name="dns-rebinding",
        happens="the name is public when it is first asked, and leads to this machine at the redirect",
        names={"": Name(later=Name(addresses=(NEXT_DOOR,)))},
        answers={"/page": led("https://dns-rebinding.example/page")},
        verdict="unsafe",
        reason="unsafe",
        rule="LB108",
    ),
)
