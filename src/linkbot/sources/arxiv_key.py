"""arXiv's identifiers: which there can be, and how one is written without its subject class and its version."""

from __future__ import annotations

import re

# The ids that there can be: 2007-04 to 2014-12 with four digits (0704.0001), five since (1501.00001), and the old form from
# 1991 to 2007-03 (hep-th/9901001), each with a month. arXiv's API answers 400 to a whole batch for one that is not of its form.
_POSSIBLE = re.compile(
    r"""(?: (?:0[7-9]|1[0-4]) (?:0[1-9]|1[0-2]) \. \d{4}
        |   (?:1[5-9]|[2-9]\d) (?:0[1-9]|1[0-2]) \. \d{5}
        |   [a-z]+(?:-[a-z]+)? / (?:9[1-9]|0[0-7]) (?:0[1-9]|1[0-2]) \d{3} )
        (?: v[1-9]\d{0,3} )?""",
    re.VERBOSE,
)
# math.GT/0309136v1
_WRITTEN = re.compile(r"([a-z-]+)(?:\.[A-Z]{2})?(/\d{7})(?:v(\d{1,4}))?|(\d{4}\.\d{4,5})(?:v(\d{1,4}))?")


def is_possible(key: str) -> bool:
    """Whether arXiv can have given the id `key`, with or without a version."""
    return _POSSIBLE.fullmatch(key) is not None


def split_key(written: str) -> tuple[str, int | None]:
    """The id without subject class and version, and the version, None where none is written. ("", None) for anything else."""
    match = _WRITTEN.fullmatch(written)
    if not match:
        return "", None
    version = match[3] or match[5]
    return match[4] or match[1] + match[2], int(version) if version else None
