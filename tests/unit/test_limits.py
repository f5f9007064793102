"""What servers say of their limits is read leniently, and nonsense says nothing."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from linkbot.sources.limits import Quota, quota

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
IN_A_MINUTE = str(int(NOW.timestamp()) + 60)


@pytest.mark.parametrize(
    ("headers", "told"),
    [
        ({"ratelimit": '"default";r=50;t=30'}, Quota(50, 30)),
        ({"ratelimit": '"default"; r=50; t=30', "ratelimit-policy": '"default";q=100;w=60'}, Quota(50, 30)),
        ({"ratelimit": '"burst";r=3;t=1, "daily";r=900;t=60000'}, Quota(900, 60_000)),
        ({"ratelimit": '"a, b";r=5;t=1;pk=:c2VjcmV0:, "c";r=0;t=10'}, Quota(0, 10)),
        ({"ratelimit": "limit=100, remaining=50, reset=30"}, Quota(50, 30)),
        ({"ratelimit": "default;R=7;T=2"}, Quota(7, 2)),
        ({"ratelimit-limit": "100", "ratelimit-remaining": "5", "ratelimit-reset": "10"}, Quota(5, 10)),
        ({"ratelimit-limit": "100, 100;w=60", "ratelimit-remaining": "5", "ratelimit-reset": "10"}, Quota(5, 10)),
        ({"x-ratelimit-remaining": "59", "x-ratelimit-reset": IN_A_MINUTE}, Quota(59, 60)),
        ({"x-ratelimit-remaining": "0", "x-ratelimit-reset": "7"}, Quota(0, 7)),
        ({"x-rate-limit-remaining": "12", "x-rate-limit-reset": "30"}, Quota(12, 30)),
        ({"x-ratelimit-remaining": "99.0", "x-ratelimit-reset": "420"}, Quota(99, 420)),
        ({"x-ratelimit-remaining": "0", "x-ratelimit-reset": f"{IN_A_MINUTE}.500"}, Quota(0, 60.5)),
        ({"ratelimit": "what is this", "x-ratelimit-remaining": "1", "x-ratelimit-reset": "2"}, Quota(1, 2)),
    ],
)
def test_each_form_of_the_headers_is_read(headers: dict[str, str], told: Quota) -> None:
    assert quota(headers, NOW) == told


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"ratelimit": ""},
        {"ratelimit": '"default";r=-5;t=30'},
        {"ratelimit": '"default";r=5;t=-30'},
        {"ratelimit": '"default";r=1.5;t=30'},
        {"ratelimit": '"default";r=5'},
        {"ratelimit": '"default";r=0;t=0'},
        {"ratelimit": '"default";r=0;t=99999999999999999999'},
        {"ratelimit": '"' * 100_000},
        {"ratelimit": ";r=" * 100_000},
        {"ratelimit-policy": '"default";q=1;w=60'},
        {"ratelimit-remaining": "5"},
        {"ratelimit-reset": "5"},
        {"ratelimit-remaining": "-1", "ratelimit-reset": "10"},
        {"ratelimit-remaining": "0", "ratelimit-reset": "-10"},
        {"ratelimit-remaining": "0", "ratelimit-reset": "86401"},
        {"ratelimit-remaining": "0", "ratelimit-reset": "9" * 5000},
        {"ratelimit-remaining": "none", "ratelimit-reset": "soon"},
        {"ratelimit-remaining": "٣", "ratelimit-reset": "٣"},
        {"x-ratelimit-remaining": "0", "x-ratelimit-reset": str(int(NOW.timestamp()) - 60)},
        {"x-ratelimit-remaining": "0", "x-ratelimit-reset": f"{IN_A_MINUTE}000"},
        {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "2026-11-20T12:01:00Z"},
    ],
)
def test_what_says_nothing_or_cannot_be_meant_is_no_quota(headers: dict[str, str]) -> None:
    assert quota(headers, NOW) is None
