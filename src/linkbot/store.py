"""What has been answered, when, and for how long it may be believed: one SQLite file, kept between runs.

Every answer is committed as it comes (WAL, synchronous NORMAL), so a kill loses only what was in flight; two runs may share one
file. A file that cannot be used is never lost: a corrupt one is set aside under another name, and where none can be written
the answers of the run live in memory; `problem` says so. No secret of a URL reaches the file: see `linkbot.secrets`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from platformdirs import user_cache_path

from linkbot.errors import ConfigError
from linkbot.model.evidence import Evidence, Question
from linkbot.secrets import seal
from linkbot.stored import evidence_in, key_of, text_of

SCHEMA = 1
BUSY_SECONDS = 10.0  # another run writes for milliseconds; while we wait, nothing else happens and no signal is heard
CHECKPOINT_PAGES = 8_000  # 32 MB; at SQLite's thousand, moving them to the file took half of the time that a put takes
BATCH = 500  # SQLite's oldest limit on parameters is 999
_MAGIC = b"SQLite format 3\0"
_DAMAGE = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)  # a full disk, a lock or a lost permission is none
_TABLES = """
CREATE TABLE IF NOT EXISTS evidence (
    question TEXT NOT NULL,
    asked_at REAL NOT NULL,
    expires_at REAL NOT NULL,
    evidence TEXT NOT NULL,
    PRIMARY KEY (question, asked_at)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS evidence_by_time ON evidence (asked_at);
CREATE TABLE IF NOT EXISTS memo (
    key TEXT PRIMARY KEY,
    until REAL NOT NULL,
    value BLOB NOT NULL
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
        self._path = path
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
        self._write(
            "INSERT OR REPLACE INTO evidence VALUES (?, ?, ?, ?)",
            (key_of(evidence.question), evidence.asked_at.timestamp(), evidence.expires_at.timestamp(), text_of(evidence)),
        )

    def fresh(self, questions: Iterable[Question], now: datetime) -> Iterator[Evidence]:
        """For each of `questions` its latest answer, where it may still be believed at `now`.

        An answer from the future (a clock that jumped back) is not believed.
        """
        moment = now.timestamp()
        for evidence, expires_at in self._latest(questions, moment):
            if expires_at > moment:
                yield evidence

    def latest(self, questions: Iterable[Question], now: datetime) -> Iterator[Evidence]:
        """For each of `questions` its latest answer up to `now`, however old."""
        return (evidence for evidence, _ in self._latest(questions, now.timestamp()))

    def last_asked(self, questions: Iterable[Question], now: datetime) -> dict[Question, float]:
        """When each of `questions` was last asked up to `now`, in seconds since 1970; those that never were are not in it."""
        rows = self._each(questions, "SELECT question, MAX(asked_at) FROM evidence", now.timestamp())
        return {question: asked_at for question, (_, asked_at) in rows}

    def history(self, question: Question) -> list[Evidence]:
        """Every answer to a question, oldest first.

        Without those before one that this version cannot read: it may have been a success, which they must not outlive.
        """
        return self.histories([question])[question]

    def histories(self, questions: Iterable[Question]) -> dict[Question, list[Evidence]]:
        """The history of each of `questions`."""
        wanted = {key_of(question): question for question in questions}
        known: dict[Question, list[Evidence]] = {question: [] for question in wanted.values()}
        keys = list(wanted)
        for start in range(0, len(keys), BATCH):
            part = keys[start : start + BATCH]
            marks = ",".join("?" * len(part))
            rows = self._read(
                f"SELECT question, evidence FROM evidence WHERE question IN ({marks}) ORDER BY question, asked_at",  # noqa: S608 - marks
                tuple(part),
            )
            for key, text in rows:
                if evidence := evidence_in(text, wanted[key]):
                    known[wanted[key]].append(evidence)
                else:
                    known[wanted[key]].clear()
        return known

    def starting(self, prefix: str, now: datetime) -> Iterator[Evidence]:
        """The latest answer up to `now` to every question whose text starts so: `web:https://example.org/` for a host's pages."""
        start = seal(prefix)
        texts = self._read(
            "SELECT DISTINCT question FROM evidence WHERE question >= ? AND question < ?", (start, start + "\U0010ffff")
        )
        return self.latest((Question.parse(text) for (text,) in texts), now)

    def changed_at(self) -> datetime | None:
        """When the newest answer was got, None where there is none."""
        newest = next(iter(self._read("SELECT MAX(asked_at) FROM evidence", ())), (None,))[0]
        return None if newest is None else datetime.fromtimestamp(newest, UTC)

    def remember(self, key: str, value: bytes, until: datetime) -> None:
        """Keeps something else than an answer under `key`, until then."""
        self._write("INSERT OR REPLACE INTO memo VALUES (?, ?, ?)", (key, until.timestamp(), value))

    def recall(self, key: str, now: datetime) -> bytes | None:
        """What was remembered under `key`, None where nothing was or its time is over."""
        rows = self._read("SELECT value FROM memo WHERE key = ? AND until > ?", (key, now.timestamp()))
        return bytes(rows[0][0]) if rows else None

    def forget(self, now: datetime) -> None:
        """Drops the memos whose time is over; answers are kept."""
        self._write("DELETE FROM memo WHERE until <= ?", (now.timestamp(),))

    def _latest(self, questions: Iterable[Question], moment: float) -> Iterator[tuple[Evidence, float]]:
        rows = self._each(questions, "SELECT question, evidence, expires_at, MAX(asked_at) FROM evidence", moment)
        for question, (_, text, expires_at, _) in rows:
            if evidence := evidence_in(text, question):
                yield evidence, expires_at

    def _each(self, questions: Iterable[Question], select: str, moment: float) -> Iterator[tuple[Question, tuple[Any, ...]]]:
        """The row of each question that was asked by then, as `select` makes it of all its answers."""
        wanted = {key_of(question): question for question in questions}
        keys = list(wanted)
        for start in range(0, len(keys), BATCH):
            part = keys[start : start + BATCH]
            marks = ",".join("?" * len(part))
            where = f" WHERE question IN ({marks}) AND asked_at <= ? GROUP BY question"
            for row in self._read(select + where, (*part, moment)):
                yield wanted[row[0]], row

    def _read(self, query: str, values: tuple[str | float, ...]) -> list[tuple[Any, ...]]:
        try:
            return self._database.execute(query, values).fetchall()
        except sqlite3.DatabaseError as error:
            self._give_up(
                error,
                f"the store {self._path} cannot be read ({error}); what it held is not used, and this run's answers are not kept",
            )
            return []

    def _write(self, query: str, values: tuple[str | float | bytes, ...]) -> None:
        try:
            self._database.execute(query, values)
        except sqlite3.DatabaseError as error:
            self._give_up(error, f"the store {self._path} cannot be written ({error}); the answers of this run are not kept")
            self._database.execute(query, values)

    def _give_up(self, error: sqlite3.DatabaseError, problem: str) -> None:
        """Goes on in memory, with what can still be read. A damaged file is set aside and a new one begun, any other stays."""
        self.problem = problem
        self._move_to(_connect(":memory:"))
        if self._path and error.sqlite_errorcode & 0xFF in _DAMAGE:
            with suppress(OSError, sqlite3.DatabaseError):
                self._move_to(self._anew(self._path, error))

    def _move_to(self, new: sqlite3.Connection) -> None:
        old, self._database = self._database, new
        with suppress(sqlite3.DatabaseError):
            # A full disk can still be read: the history of a dead link is worth as much today as yesterday.
            for table in ("evidence", "memo"):
                for row in old.execute(f"SELECT * FROM {table}"):  # noqa: S608 - our own two names
                    new.execute(f"INSERT OR REPLACE INTO {table} VALUES ({','.join('?' * len(row))})", row)  # noqa: S608
        with suppress(sqlite3.DatabaseError):
            old.close()

    def _anew(self, path: Path, error: sqlite3.DatabaseError) -> sqlite3.Connection:
        """A new store at `path`; the old one, with its journal, under another name."""
        aside = path.with_name(f"{path.name}.corrupt-{datetime.now(UTC):%Y%m%dT%H%M%S}")
        for part in ("", "-wal", "-shm"):
            if (file := path.with_name(path.name + part)).exists():
                file.rename(aside.with_name(aside.name + part))
        new = _connect(str(path))
        self.problem = f"the store {path} was corrupt ({error}); it was set aside as {aside.name} and a new one begun"
        return new

    def _open(self, path: Path) -> sqlite3.Connection:
        try:
            if path.exists() and not path.is_file():
                self.problem = f"the store {path} cannot be used (it is not a file); the answers of this run are not kept"
                return _connect(":memory:")
            path.parent.mkdir(parents=True, exist_ok=True)
            return _connect(str(path))
        except sqlite3.DatabaseError as error:
            if (path.is_file() and not _was_a_database(path)) or isinstance(error, _Foreign):
                raise ConfigError(
                    f"{path}: not a store of linkbot's", hint="name another file; a new one is made where there is none"
                ) from error
            if not path.is_file() or isinstance(error, sqlite3.OperationalError):
                return self._instead_of(path, str(error))
            return self._anew(path, error)
        except OSError as error:
            return self._instead_of(path, str(error.strerror))

    def _instead_of(self, path: Path, why: str) -> sqlite3.Connection:
        """A store in memory, with what a file that cannot be written to can still tell."""
        self.problem = f"the store {path} cannot be used ({why}); the answers of this run are not kept"
        memory = _connect(":memory:")
        with suppress(sqlite3.DatabaseError):
            # Immutable: a reader that may not write its own -shm file beside a read-only store reads it all the same.
            kept = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
            try:
                (version,) = kept.execute("PRAGMA user_version").fetchone()
                for row in kept.execute("SELECT * FROM evidence") if version == SCHEMA else ():
                    memory.execute("INSERT OR REPLACE INTO evidence VALUES (?, ?, ?, ?)", row)
            finally:
                kept.close()
        return memory


class _Foreign(sqlite3.OperationalError):
    """A database without a table of ours, and with others."""


class Memos:
    """The notes that sources leave for the next run, as text."""

    def __init__(self, store: Store, now: datetime) -> None:
        self._store = store
        self._now = now

    def recall(self, key: str) -> str | None:
        """What was remembered under `key`, None where nothing was or its time is over."""
        value = self._store.recall(key, self._now)
        return None if value is None else value.decode()

    def remember(self, key: str, text: str, until: datetime) -> None:
        """Keeps `text` under `key` until then."""
        self._store.remember(key, text.encode(errors="backslashreplace"), until)


def _was_a_database(path: Path) -> bool:
    """Whether a file that cannot be opened begins as SQLite's do, or with the zeroes that a crash may leave: never a list."""
    try:
        with path.open("rb") as file:
            head = file.read(len(_MAGIC))
    except OSError:
        return True  # nobody can tell, and it is not written to either
    return _MAGIC.startswith(head) or not any(head)


def _connect(name: str) -> sqlite3.Connection:
    database = sqlite3.connect(name, timeout=BUSY_SECONDS, isolation_level=None)
    try:
        (version,) = database.execute("PRAGMA user_version").fetchone()
        tables = {table for (table,) in database.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
        if tables and "evidence" not in tables:
            raise _Foreign("somebody else's database")
        if version not in (0, SCHEMA):
            raise sqlite3.OperationalError(f"it was written by another version of linkbot, schema {version}")
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA synchronous = NORMAL")
        database.execute(f"PRAGMA wal_autocheckpoint = {CHECKPOINT_PAGES}")
        database.executescript(_TABLES)
        if version != SCHEMA:
            database.execute(f"PRAGMA user_version = {SCHEMA}")
        database.execute("SELECT question FROM evidence LIMIT 1").fetchone()
    except sqlite3.Error:
        database.close()
        raise
    return database
