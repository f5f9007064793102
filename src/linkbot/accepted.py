"""What a baseline accepts, and which findings of a report it therefore leaves out."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from linkbot.model.finding import fingerprint
from linkbot.model.report import BaselineRow, FindingRow, Report, SuppressedRow
from linkbot.report.json import escaped
from linkbot.report.network import unsettled
from linkbot.secrets import redact

REFUSED = "right as it is"
"""The reason of a finding that a person refused in a review."""


class Accepted(BaseModel):
    """One finding that is accepted, with the secrets of its URLs as `***`.

    `path`, and the other files that it speaks of (`related`), are relative to the folder of the baseline. What counts is the
    `fingerprint`, which is the finding's own with that path; the rest, the `reason` among it, is for those who read the file.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    path: str
    code: str
    subject: str
    claim: str = ""
    related: tuple[str, ...] = ()
    reason: str = ""
    fingerprint: Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")]

    @property
    def what(self) -> tuple[str, ...]:
        """What findings that are alike have in common."""
        return (self.path, self.code, self.subject, self.claim)


@dataclass(frozen=True)
class Baseline:
    """What the file at `file` accepts, by fingerprint. It need not be there yet."""

    file: Path
    accepted: Mapping[str, Accepted] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The file as a person in the working directory would call it."""
        here = Path.cwd()
        return str(self.file.relative_to(here) if self.file.is_relative_to(here) else self.file)

    def applied(self, report: Report) -> Report:
        """`report` without the findings that are accepted: these are suppressed in it."""
        found = self._made(report.findings)
        cover = self._cover(found)
        own = [(row, cover.get(one.fingerprint)) for row, one in zip(report.findings, found, strict=True)]
        hidden = [SuppressedRow(finding=row, by="baseline", reason=old.reason) for row, old in own if old]
        about = BaselineRow(path=self.name, findings=len(self.accepted), unused=len(self._unused(report, cover)))
        return report.model_copy(
            update={
                "findings": [row for row, old in own if not old],
                "suppressed": [*report.suppressed, *hidden],
                "baseline": about,
            }
        )

    def renewed(self, report: Report) -> Baseline:
        """With all findings of `report`, which no baseline was applied to, and without those that are no longer found.

        What `report` cannot tell stays: findings in other files, of rules that did not run, and about links that could not be
        verified. A reason stays, too.
        """
        found = self._made(report.findings)
        cover = self._cover(found)
        over = {*self._unused(report, cover), *(old.fingerprint for old in cover.values())}
        kept = {key: old for key, old in self.accepted.items() if key not in over}
        reasons = {key: {"reason": old.reason} for key, old in cover.items()}
        new = {one.fingerprint: one.model_copy(update=reasons.get(one.fingerprint)) for one in found}
        return replace(self, accepted={**kept, **new})

    def without_missing_files(self) -> Baseline:
        """Without the findings in files, or about files, that are not there any more."""
        folder = self.file.parent
        kept = {
            key: old for key, old in self.accepted.items() if all((folder / path).exists() for path in (old.path, *old.related))
        }
        return replace(self, accepted=kept)

    def with_refused(self, rows: Iterable[FindingRow]) -> Baseline:
        """With findings of which a person said that the list is right as it is."""
        refused = {row.fingerprint: row.model_copy(update={"reason": REFUSED}) for row in self._made(rows)}
        return replace(self, accepted={**self.accepted, **refused})

    def text(self) -> str:
        """The file: JSON in a fixed order, one finding a line."""
        rows = sorted(self.accepted.values(), key=lambda row: (*row.what, row.fingerprint))
        lines = ",\n".join(f"    {_line(row)}" for row in rows)
        array = f"[\n{lines}\n  ]" if lines else "[]"
        return f'{{\n  "schema_version": 1,\n  "findings": {array}\n}}\n'

    def _made(self, rows: Iterable[FindingRow]) -> list[Accepted]:
        """What it would say of each of `rows`."""
        path_of = self._path_of()
        return [_accepted(row, path_of) for row in rows]

    def _cover(self, found: Iterable[Accepted]) -> dict[str, Accepted]:
        """What accepts each of the findings that are, by their fingerprints.

        Of findings that are alike, each is accepted by its own fingerprint if it can, else by one that is left: when the first
        of two is mended, the second is called as the first was.
        """
        found = list(found)
        cover = {one.fingerprint: self.accepted[one.fingerprint] for one in found if one.fingerprint in self.accepted}
        left: dict[tuple[str, ...], list[Accepted]] = {}
        for key, old in self.accepted.items():
            if key not in cover:
                left.setdefault(old.what, []).append(old)
        for one in found:
            if one.fingerprint not in cover and left.get(one.what):
                cover[one.fingerprint] = left[one.what].pop()
        return cover

    def _unused(self, report: Report, cover: Mapping[str, Accepted]) -> frozenset[str]:
        """The fingerprints of what accepts nothing and, as far as `report` can tell, has nothing to accept any more."""
        if report.run.offline or report.run.partial or report.run.since:
            return frozenset()
        path_of = self._path_of()
        used = {old.fingerprint for old in cover.values()}
        checked = {path_of(document.path) for document in report.documents if not document.unreadable}
        doubtful = [(path_of(row.path), row.identity) for row in unsettled(report)]
        return frozenset(
            key
            for key, old in self.accepted.items()
            if key not in used
            and old.code in report.run.rules
            and checked.issuperset((old.path, *old.related))
            and not any(path == old.path and old.subject and old.subject in identity for path, identity in doubtful)
        )

    def _path_of(self) -> Callable[[str], str]:
        """How a file that a report names is called here; a symbolic link to a file is a file of its own."""
        folder = os.path.realpath(self.file.parent)

        @cache
        def path_of(path: str) -> str:
            parent, name = os.path.split(path)
            return Path(os.path.relpath(Path(os.path.realpath(parent), name), folder)).as_posix()

        return path_of


def _accepted(row: FindingRow, path_of: Callable[[str], str]) -> Accepted:
    path = path_of(row.path)
    subject = path if row.subject == row.path else row.subject
    return Accepted(
        path=path,
        code=row.code,
        subject=redact(subject),
        claim=redact(row.claim),
        related=tuple(sorted({path_of(related.path) for related in row.related} - {path})),
        fingerprint=fingerprint(row.code, path, subject, row.claim, row.ordinal),
    )


def _line(row: Accepted) -> str:
    return escaped(json.dumps(row.model_dump(mode="json", exclude_defaults=True), ensure_ascii=False))
