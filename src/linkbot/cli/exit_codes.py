"""What the exit code of every command means."""

from __future__ import annotations

EXIT_CODES: dict[int, str] = {
    0: "clean: no finding at or above --fail-on is left (or --exit-zero, or --fail-on never); for `publish`: done, or "
    "nothing to do, also where a person closed the issue",
    1: "findings at or above --fail-on; with --diff, also any change that it shows; for `publish`: nothing of what there is to "
    "say could be written at GitHub; for `watch --once`: a run did not go well",
    2: "wrong usage, unusable settings, rules or inputs, or an internal error",
    3: "nothing to check: no Markdown file was found; for `history`: nothing is known of the URL; for `watch`: another linkbot "
    "is at it",
    130: "interrupted by Ctrl-C or SIGTERM; the report of a check is partial and says so",
    143: "for `watch`: ended at once, by a second SIGTERM",
}
"""A link that could not be verified is no finding: being offline, or out of --budget, never makes a run fail."""


def exit_codes() -> str:
    """The codes as lines of text."""
    return "".join(f"{code:>5}  {meaning}\n" for code, meaning in EXIT_CODES.items())
