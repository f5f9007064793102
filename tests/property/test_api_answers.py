"""Whatever an API answers, reading it never fails, and nothing is gone unless the answer has what the source's file names."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from linkbot.model.evidence import Gone
from linkbot.model.source_rule import Ask, Meaning, SourceRule
from linkbot.rulebook import load_rulebook
from linkbot.sources.api import at, read
from linkbot.sources.fetched import Fetched

RULES = list(load_rulebook().sources.values())
NAMES = sorted({name for rule in RULES for ask in rule.asks for place in ask.fields.values() for name in place.split(".")})
NAMES += sorted({meaning.at for rule in RULES for ask in rule.asks for meaning in ask.meanings if meaning.at})

ASKS = st.sampled_from([(rule, ask) for rule in RULES for ask in rule.asks])
LEAVES = st.none() | st.booleans() | st.integers(0, 20_000) | st.floats(allow_nan=False) | st.text(max_size=8)
VALUES = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner), max_leaves=8
)
BODIES = VALUES.map(lambda value: json.dumps(value).encode()) | st.binary(max_size=40)
STATUSES = st.sampled_from([200, 201, 204, 301, 400, 401, 403, 404, 410, 418, 429, 451, 500, 503])


def allows_death(meaning: Meaning, status: int, data: Any) -> bool:
    is_status = not meaning.status or status in meaning.status
    return meaning.means == "gone" and is_status and (not meaning.at or at(data, meaning.at) not in (None, "", [], {}))


@given(ASKS, STATUSES, BODIES, st.booleans())
def test_nothing_is_gone_unless_the_api_said_so(asked: tuple[SourceRule, Ask], status: int, body: bytes, truncated: bool) -> None:
    rule, ask = asked

    answer = read(rule, ask, "example", Fetched("https://api.example/", status, {}, body, truncated))

    said = [meaning for meaning in ask.meanings if allows_death(meaning, status, _data(body, truncated))]
    assert not isinstance(answer, Gone) or answer.reason in {meaning.says for meaning in said}


@given(ASKS, st.sampled_from(["nxdomain", "dns", "timeout", "connection", "tls", "protocol", "unsafe", "blocked"]))
def test_no_failure_to_ask_is_a_death(asked: tuple[SourceRule, Ask], failure: str) -> None:
    rule, ask = asked

    answer = read(rule, ask, "example", Fetched("https://api.example/", failure=failure))

    assert answer is not None
    assert answer.answer == "unknown"


@given(VALUES, st.lists(st.sampled_from([*NAMES, "0", "1", "99"]), min_size=1, max_size=4).map(".".join))
def test_any_place_can_be_looked_up_in_any_json(data: Any, place: str) -> None:
    at(data, place)


def _data(body: bytes, truncated: bool) -> Any:
    try:
        return None if truncated else json.loads(body)
    except ValueError:
        return None
