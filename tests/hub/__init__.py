"""A GitHub for the tests: real git repositories behind GitHub's REST API, and an oracle of whom a text would disturb."""

from tests.hub.clock import Clock
from tests.hub.faults import Fault, killed_at, secondary_limit
from tests.hub.hub import Hub
from tests.hub.items import Item, Rule
from tests.hub.pings import Ping, pings_of, pings_of_plain
from tests.hub.repository import Repository
from tests.hub.wire import HangUpError, Request
from tests.hub.written import Written

__all__ = [
    "Clock",
    "Fault",
    "HangUpError",
    "Hub",
    "Item",
    "Ping",
    "Repository",
    "Request",
    "Rule",
    "Written",
    "killed_at",
    "pings_of",
    "pings_of_plain",
    "secondary_limit",
]
