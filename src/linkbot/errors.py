"""The errors a user may meet: a sentence, a cause, a way out; each class owns its exit code."""

from __future__ import annotations


class LinkbotError(Exception):
    """A failure with a sentence for the user and, where there is one, a `hint` that says the way out."""

    exit_code = 2

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


class ConfigError(LinkbotError):
    """linkbot.toml, an environment variable or a flag cannot be used.

    `setting` names it (`select`, `rules.LB401`) where the message does not say yet in which file and line it was set.
    """

    def __init__(self, message: str, *, hint: str = "", setting: str = "") -> None:
        super().__init__(message, hint=hint)
        self.setting = setting


class RulebookError(LinkbotError):
    """A file of rules/ cannot be used."""


class InputError(LinkbotError):
    """A path that was given cannot be read."""


class WriteError(LinkbotError):
    """A list cannot be written, or is no longer the one that was looked at; the message says what was written before it."""


class NothingKnown(LinkbotError):  # noqa: N818 - it says what happened
    """The store has no answer about what was asked for."""

    exit_code = 3


class NothingToCheck(LinkbotError):  # noqa: N818 - it says what happened
    """No Markdown file was found where linkbot was told to look."""

    exit_code = 3
