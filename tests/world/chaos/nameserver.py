"""A real name service on loopback, over UDP and TCP, that fails as name services fail."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping
from ipaddress import ip_address

from dnslib import AAAA, CNAME, QTYPE, RCODE, RR, A, DNSRecord

from tests.world.chaos.case import HERE, Name


class NameServer(asyncio.DatagramProtocol):
    """Answers by `names`; what is not there does not exist.

    `was_asked` tells of a host whether it got a request. `port` is that of both UDP and TCP; `mistakes` are its own.
    """

    def __init__(self, names: Mapping[str, Name], was_asked: Callable[[str], bool]) -> None:
        self._names = names
        self._was_asked = was_asked
        self._asked: Counter[tuple[str, int]] = Counter()
        self._late: set[asyncio.Task[None]] = set()
        self.mistakes: list[BaseException] = []
        self.port = 0

    async def open(self) -> None:
        """Starts to listen."""
        loop = asyncio.get_running_loop()
        self._udp, _ = await loop.create_datagram_endpoint(lambda: self, (HERE, 0))
        self.port = self._udp.get_extra_info("sockname")[1]
        self._tcp = await asyncio.start_server(self._serve, HERE, self.port)

    def close(self) -> None:
        """Stops to listen."""
        self._udp.close()
        self._tcp.close()

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        """Answers one question by datagram."""
        task = asyncio.create_task(self._reply(data, addr))
        self._late.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._late.discard(task)
        if not task.cancelled() and (mistake := task.exception()):
            self.mistakes.append(mistake)

    async def _reply(self, data: bytes, client: tuple[str, int]) -> None:
        question = DNSRecord.parse(data)
        name = self._name(question)
        await asyncio.sleep(name.delay)
        match name.fault:
            case "silent":
                return
            case "stray":
                other = DNSRecord.question("another.example", QTYPE[question.q.qtype])
                other.header.id = question.header.id
                self._udp.sendto(_answer(other, name), client)
            case "big":
                short = question.reply()
                short.header.tc = 1
                self._udp.sendto(short.pack(), client)
            case _:
                self._udp.sendto(_answer(question, name), client)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                size = int.from_bytes(await reader.readexactly(2))
                question = DNSRecord.parse(await reader.readexactly(size))
                answer = _answer(question, self._name(question))
                writer.write(len(answer).to_bytes(2) + answer)
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    def _name(self, question: DNSRecord) -> Name:
        asked = (str(question.q.qname).rstrip(".").lower(), question.q.qtype)
        self._asked[asked] += 1
        name = self._names.get(asked[0], Name(code="NXDOMAIN", addresses=()))
        if name.later and self._was_asked(asked[0]):
            return name.later
        return name.then if name.then and self._asked[asked] > 1 else name


def _answer(question: DNSRecord, name: Name) -> bytes:
    reply = question.reply()
    reply.header.rcode = getattr(RCODE, name.code)
    if name.alias:
        reply.add_answer(RR(question.q.qname, QTYPE.CNAME, rdata=CNAME(name.alias), ttl=0))
        return bytes(reply.pack())
    for address in map(ip_address, name.addresses):
        kind, data = (QTYPE.A, A) if address.version == 4 else (QTYPE.AAAA, AAAA)
        if question.q.qtype == kind:
            reply.add_answer(RR(question.q.qname, kind, rdata=data(tuple(address.packed)), ttl=0))
    return bytes(reply.pack())
