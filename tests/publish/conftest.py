"""A hub with one list in it, for tests of publishing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.hub.hub import Hub
from tests.publish.acting import NAME, NIGHT, Night, a_list, dead, misdated, moved, renamed


@pytest.fixture
def hub() -> Iterator[Hub]:
    """A GitHub of our own; its mistakes, invalid requests among them, fail the test."""
    with Hub(NIGHT) as opened:
        yield opened


@pytest.fixture
def night(hub: Hub) -> Night:
    """A repository with one list that has something of each kind."""
    return Night(hub, hub.repository(NAME, {"README.md": a_list(moved(1), moved(2), renamed(1), misdated(1), dead(1))}))
