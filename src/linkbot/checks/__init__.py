"""The kinds of rule: pure functions of documents and evidence, without I/O and without a clock.

`KINDS` names them all; a rule of rules/checks says which of them judges by its `kind`.
"""

from __future__ import annotations

from linkbot.checks.anchors import MissingAnchor
from linkbot.checks.authors import WrongAuthors
from linkbot.checks.conflicts import ConflictingClaims, DuplicateEntry
from linkbot.checks.dates import ImpossibleDate, WrongDate
from linkbot.checks.duplicates import DuplicateLink
from linkbot.checks.form import MalformedUrl
from linkbot.checks.insecure import InsecureTarget
from linkbot.checks.kind import Kind
from linkbot.checks.links import LinkState
from linkbot.checks.malformed_date import MalformedDate
from linkbot.checks.mojibake import Mojibake
from linkbot.checks.ordering import OutOfOrder
from linkbot.checks.papers import UnknownPaper, WithdrawnPaper
from linkbot.checks.redirects import MovedLink
from linkbot.checks.repositories import RenamedRepository, RepositoryPath, RepositoryState
from linkbot.checks.style import LinkStyle
from linkbot.checks.suppressions import UnusedSuppression
from linkbot.checks.tables import TableShape
from linkbot.checks.titles import TitleMismatch
from linkbot.checks.unreadable import UnreadableFile
from linkbot.checks.unverified import Unverified
from linkbot.checks.wrong_paper import WrongPaper

KINDS: dict[str, type[Kind]] = {
    "anchor": MissingAnchor,
    "conflicting-claims": ConflictingClaims,
    "duplicate-entry": DuplicateEntry,
    "duplicate-link": DuplicateLink,
    "impossible-date": ImpossibleDate,
    "insecure-target": InsecureTarget,
    "link-state": LinkState,
    "link-style": LinkStyle,
    "malformed-date": MalformedDate,
    "malformed-url": MalformedUrl,
    "mojibake": Mojibake,
    "moved-link": MovedLink,
    "out-of-order": OutOfOrder,
    "renamed-repository": RenamedRepository,
    "repository-path": RepositoryPath,
    "repository-state": RepositoryState,
    "suppression": UnusedSuppression,
    "table-shape": TableShape,
    "title-mismatch": TitleMismatch,
    "unknown-paper": UnknownPaper,
    "unreadable-file": UnreadableFile,
    "unverified": Unverified,
    "withdrawn-paper": WithdrawnPaper,
    "wrong-authors": WrongAuthors,
    "wrong-date": WrongDate,
    "wrong-paper": WrongPaper,
}
