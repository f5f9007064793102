"""What has been answered, when, and for how long it may be believed: one SQLite file, kept between runs.

Every answer is committed as it comes (WAL, synchronous NORMAL), so a kill loses only what was in flight; two runs may share one
file. A file that cannot be used is never lost: a corrupt one is set aside under another name, and where none can be written
the answers of the run live in memory; `problem` says so.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from platformdirs import user_cache_path
from pydantic import ValidationError

from linkbot.errors import ConfigError
from linkbot.model.evidence import EVIDENCE, Evidence, Question

SCHEMA = 1
BUSY_SECONDS = 30.0
BATCH = 500  # SQLite's oldest limit on parameters is 999
_MAGIC = b"SQLite format 3\0"
_TABLES = """
CREATE TABLE IF NOT EXISTS evidence (
    question TEXT NOT NULL,
    asked_at REAL NOT NULL,
    expires_at REAL NOT NULL,
    evidence TEXT NOT NULL,
    PRIMARY KEY (question, asked_at)
) WITHOUT ROWID
"""


def default_path() -> Path:
    """Where answers are kept when nothing else is set: the user's cache folder."""
    return user_cache_path("linkbot") / "evidence.sqlite3"


class Store:
    """Evidence and its history. Use as a context manager; times are seconds since 1970, UTC.

    `path` None keeps everything in memory. After opening, `problem` is a sentence for the user where the file could not be used
    as it was, "" otherwise. Raises ConfigError for a file that is something else than a store: it is left as it is.
    """

    def __init__(self, path: Path | None) -> None:
        self.problem = ""
        self._database = self._open(path) if path else _connect(":memory:")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Closes the file; what was put is kept."""
        self._database.close()

    def put(self, evidence: Evidence) -> None:
        """Keeps an answer, at once and for good. A full or lost disk turns the store into one in memory, and says so."""
        row = (
            str(evidence.question),
            evidence.asked_at.timestamp(),
            evidence.expires_at.timestamp(),
            evidence.model_dump_json(),
        )
        try:
            self._insert(row)
        except sqlite3.DatabaseError as error:
            self._give_up(f"the store cannot be written ({error}); the answers of this run are not kept")
            self._insert(row)

    def fresh(self, questions: Iterable[Question], now: datetime) -> Iterator[Evidence]:
        """For each of `questions` its latest answer, where it may still be believed at `now`.

        An answer from the future (a clock that jumped back) is not believed.
        """
        wanted = [str(question) for question in questions]
        moment = now.timestamp()
        for start in range(0, len(wanted), BATCH):
            part = wanted[start : start + BATCH]
            marks = ",".join("?" * len(part))
            yield from self._read(
                "SELECT evidence, MAX(asked_at) FROM evidence "  # noqa: S608 - only question marks are put in
                f"WHERE question IN ({marks}) AND asked_at <= ? GROUP BY question HAVING expires_at > ?",
                (*part, moment, moment),
            )

    def history(self, question: Question) -> list[Evidence]:
        """Every answer to a question, oldest first."""
        return self._read("SELECT evidence FROM evidence WHERE question = ? ORDER BY asked_at", (str(question),))

    def _read(self, query: str, values: tuple[str | float, ...]) -> list[Evidence]:
        """What a query finds. A row that this version cannot read counts as not stored."""
        try:
            rows = self._database.execute(query, values).fetchall()
        except sqlite3.DatabaseError as error:
            self._give_up(f"the store cannot be read ({error}); what it held is not used, and this run's answers are not kept")
            return []
        return [evidence for text, *_ in rows if (evidence := _evidence(text)) is not None]

    def _give_up(self, problem: str) -> None:
        """Goes on in memory; the file stays as it is."""
        self.problem = problem
        self._database.close()
        self._database = _connect(":memory:")

    def _insert(self, row: tuple[str, float, float, str]) -> None:
        self._database.execute("INSERT OR REPLACE INTO evidence VALUES (?, ?, ?, ?)", row)

    def _open(self, path: Path) -> sqlite3.Connection:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            return _connect(str(path))
        except sqlite3.DatabaseError as error:
            if path.is_file() and not _was_a_database(path):
                raise ConfigError(
                    f"{path}: not a store of linkbot's", hint="name another file; a new one is made where there is none"
                ) from error
            if not path.is_file() or isinstance(error, sqlite3.OperationalError):
                self.problem = f"the store {path} cannot be used ({error}); the answers of this run are not kept"
                return _connect(":memory:")
            aside = path.with_name(f"{path.name}.corrupt-{datetime.now(UTC):%Y%m%dT%H%M%S}")
            path.rename(aside)
            self.problem = f"the store {path} was corrupt ({error}); it was set aside as {aside.name} and a new one begun"
            return _connect(str(path))
        except OSError as error:
            self.problem = f"the store {path} cannot be used ({error.strerror}); the answers of this run are not kept"
            return _connect(":memory:")


def _was_a_database(path: Path) -> bool:
    """Whether a file that cannot be opened begins as SQLite's do, or with the zeroes that a crash may leave: never a list."""
    with path.open("rb") as file:
        return file.read(len(_MAGIC)) in (_MAGIC, bytes(len(_MAGIC)))


def _evidence(text: str) -> Evidence | None:
    try:
        return EVIDENCE.validate_json(text)
    except ValidationError:
        return None


def _connect(name: str) -> sqlite3.Connection:
    database = sqlite3.connect(name, timeout=BUSY_SECONDS, isolation_level=None)
    try:
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA synchronous = NORMAL")
        (version,) = database.execute("PRAGMA user_version").fetchone()
        if version not in (0, SCHEMA):
            raise sqlite3.OperationalError(f"it was written by another version of linkbot, schema {version}")
        database.execute(_TABLES)
        database.execute(f"PRAGMA user_version = {SCHEMA}")
        database.execute("SELECT question FROM evidence LIMIT 1").fetchone()
    except sqlite3.Error:
        database.close()
        raise
    return database
