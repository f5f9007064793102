"""Secrets in URLs: what of them may be shown, and what may be kept.

A list may link with a password or a token. No output shows one, and no file keeps one: where an address must be recognised again
tomorrow, a few digits of a digest stand for what was secret.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from hashlib import sha256

_USER = re.compile(r"(://)([^\s/?#\"]+)(?=@)")  # https://user:password@host
# ?token=..., &X-Amz-Signature=..., #access_token=..., ?key=AIza...; not every key or token is secret: a publisher's
# author_access_token and a document's ?key= are part of an address that is meant for everybody.
_PARAMETER = re.compile(
    r"([?&;#](?:(?:x-(?:amz|goog)-)?(?:signature|credential|security-token)"
    r"|(?:access|auth|private|refresh|id)?[_-]?token|(?:client|api)?[_-]?secret|api[_-]?key|sig|password|passwd|pwd"
    r"|key(?==AIza))=)([^\s&#\"<>)]+)",
    re.IGNORECASE,
)
_SEALED = re.compile(r"\*{3}[0-9a-f]{8}")
_DIGITS = 8  # of the digest: enough to tell two addresses of one list apart, too few to find a secret by


def redact(text: str, *, same_length: bool = False) -> str:
    """`text` with the secrets of its URLs as `***`: users with their passwords, and parameters named like secrets.

    With `same_length` as many `*` as there were characters, for text that is pointed into by columns.
    """
    return _replaced(text, lambda secret: "*" * len(secret) if same_length else "***")


def seal(text: str) -> str:
    """`text` with `***` and a short digest for each secret: the same for the same secret. Sealing it again changes nothing."""
    return _replaced(text, _sealed)


def is_sealed(text: str) -> bool:
    """Whether `text` holds what `seal` put in the place of a secret: it is no address that can be asked."""
    return bool(_SEALED.search(text))


def _sealed(secret: str) -> str:
    return secret if _SEALED.fullmatch(secret) else f"***{sha256(secret.encode(errors='backslashreplace')).hexdigest()[:_DIGITS]}"


def _replaced(text: str, replace: Callable[[str], str]) -> str:
    if "@" not in text and "=" not in text:
        return text  # nearly all: this runs over every address of every answer
    return _PARAMETER.sub(lambda match: match[1] + replace(match[2]), _USER.sub(lambda match: match[1] + replace(match[2]), text))
