from __future__ import annotations

import pytest

from linkbot.toml_lines import Key, line_of, lines_of

TEXT = '''\
# [watch]
ignore = [ # "x" =
  "LB1", # fail_on = 1
]
message = """
[watch]
fail_on = 1
"""
rules.LB101.severity = "info"

[watch]  # listen = 1
listen = "a]b#"
"odd.key" = 1

[[watch.targets]]
name = "a"
[[watch.targets]]
name = 'b'
[watch.targets.deep]
key = {inner = 1}
'''


@pytest.mark.parametrize(
    ("key", "line"),
    [
        (("ignore",), 2),
        (("message",), 5),
        (("rules", "LB101", "severity"), 9),
        (("watch",), 11),
        (("watch", "listen"), 12),
        (("watch", "odd.key"), 13),
        (("watch", "targets", 0), 15),
        (("watch", "targets", 0, "name"), 16),
        (("watch", "targets", 1, "name"), 18),
        (("watch", "targets", 1, "deep", "key"), 20),
        (("watch", "targets", 1, "deep", "key", "inner"), 20),
        (("watch", "targets", 0, "schedule"), 15),
        (("fail_on",), None),
    ],
)
def test_a_key_is_found_on_its_own_line_or_else_that_of_its_table(key: Key, line: int | None) -> None:
    assert line_of(key, lines_of(TEXT)) == line


def test_what_looks_like_a_table_in_a_text_is_none() -> None:
    assert lines_of('a = \'\'\'\n[b]\n\'\'\'\nc = """x\\""""\nd = 1\n') == {("a",): 1, ("c",): 4, ("d",): 5}
