"""A hub for each test, which must be left without a mistake."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.hub.hub import Hub


@pytest.fixture
def hub() -> Iterator[Hub]:
    with Hub() as hub:
        yield hub
