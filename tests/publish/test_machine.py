"""A short walk through everything that can happen; .ci/run takes a long one (python -m tests.publish.machine)."""

from __future__ import annotations

import pytest
from tests.publish.machine import STEPS, explore

pytestmark = pytest.mark.long


def test_nothing_that_happens_makes_a_second_one_or_loses_a_commit() -> None:
    explore(5 * STEPS, always_the_same=True)
