import time

import pytest
from tests.unit.rendering import read

HOSTILE = {
    "open brackets": "[" * 50_000,
    "open images": "![" * 50_000,
    "open links": "[a](" * 30_000,
    "closing brackets": "]" * 50_000,
    "empty brackets": "[]" * 50_000,
    "nested images": "![" * 20_000 + "a" + "](b)" * 20_000,
    "nested links": "[" * 20_000 + "a" + "](b)" * 20_000,
    "deep quotes": "> " * 5_000 + "a",
    "unclosed tags": "<a" * 20_000,
    "unclosed anchors": "<a href='x'>" * 10_000,
    "very deep lists": "".join("  " * depth + "- a\n" for depth in range(2_000)),
    "a line of 5 MB": "word " * 1_000_000,
    "an item of 5 MB": "- [a](b) - " + "wörd " * 800_000,
    "many definitions": "".join(f"[r{number}]: b/{number}\n" for number in range(10_000)) + "\n" + "- [r7]\n" * 10_000,
    "deep lists": "".join(" " * depth + "- a\n" for depth in range(1_000)),
    "no entities": "&a;" * 30_000,
    "one long line": "word " * 200_000,
    "one long word": "x" * 1_000_000,
    "emphasis": "*a " * 30_000,
    "strong in emphasis": "**a*" * 20_000,
    "mixed emphasis": "*a_b" * 15_000,
    "back-ticks": "".join("`" * size + "a" for size in range(400)),
    "parentheses": "[a](" + "(" * 50_000,
    "angles": "<" * 50_000,
    "comments": "<!--" * 20_000,
    "comments in HTML": "<div>\n" + "<!--" * 20_000,
    "attributes": "<a " + "b='" * 30_000,
    "titles": '[a](b "' * 20_000,
    "at signs": "a@" * 30_000,
    "schemes": "http://" * 20_000,
    "colons": "://" * 30_000,
    "broken links": "[a](http://x " * 10_000,
    "footnotes": "[^1]" * 20_000 + "\n\n[^1]: a",
    "pipes": "|" * 50_000 + "\n" + "|-" * 50_000,
    "tabs": "\t" * 200_000,
}


@pytest.mark.parametrize("markdown", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_text_takes_no_time(markdown):
    started = time.process_time()

    read(markdown)

    assert time.process_time() - started < 5  # under one second on an idle machine
