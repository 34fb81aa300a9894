"""Keep what a geocoder answered, and what it did not find, in one SQLite file; errors are never kept."""

from __future__ import annotations

import contextlib
import json
import logging
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

from geomap.files import cache_folder
from geomap.model import Candidate

logger = logging.getLogger(__name__)

#: Changes when answers are read or kept in another way; files of another format are begun anew.
FORMAT = 1
_TABLE = (
    "CREATE TABLE IF NOT EXISTS answers "
    "(service TEXT, endpoint TEXT, name TEXT, places TEXT NOT NULL, PRIMARY KEY (service, endpoint, name))"
)
_WAIT_S = 10.0


class AnswerStore:
    """Answers by service, endpoint and name, shared by all processes that use the file.

    Parameters
    ----------
    path
        The file; by default `geocoding.sqlite` in the user's cache folder.

    Notes
    -----
    A file that cannot be used is said once in the log, and the run goes on without it.
    """

    def __init__(self, path: str | Path | None = None) -> None:
        self.path = Path(path) if path is not None else cache_folder() / "geocoding.sqlite"
        self._usable = True

    def get(self, service: str, endpoint: str, name: str) -> list[Candidate] | None:
        """Return the places kept for a name, none for one that was not found, None for one never asked."""
        query = "SELECT places FROM answers WHERE service = ? AND endpoint = ? AND name = ?"
        row = None
        with self._open() as database:
            row = database.execute(query, (service, endpoint, name)).fetchone()
        try:
            return None if row is None else [Candidate(**place) for place in json.loads(row[0])]
        except (ValueError, TypeError):  # somebody wrote into the file; ask again
            return None

    def put(self, service: str, endpoint: str, name: str, places: Sequence[Candidate]) -> None:
        """Keep the places of a name; an empty list says that it was not found."""
        text = json.dumps([asdict(place) for place in places], ensure_ascii=False, sort_keys=True)
        with self._open() as database:
            database.execute("REPLACE INTO answers VALUES (?, ?, ?, ?)", (service, endpoint, name, text))

    @contextlib.contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        """Yield the open file and keep what was changed; without a usable file, an empty one in memory."""
        try:
            database = self._connect(str(self.path)) if self._usable else self._connect(":memory:")
        except (OSError, sqlite3.Error) as error:
            self._give_up(error)
            database = self._connect(":memory:")
        with contextlib.closing(database):
            try:
                with database:
                    yield database
            except sqlite3.Error as error:
                self._give_up(error)

    def _connect(self, path: str) -> sqlite3.Connection:
        if path != ":memory:":
            self.path.parent.mkdir(parents=True, exist_ok=True)
        database = sqlite3.connect(path, timeout=_WAIT_S)
        try:
            with database:
                (version,) = database.execute("PRAGMA user_version").fetchone()
                if version != FORMAT:
                    database.execute("DROP TABLE IF EXISTS answers")
                    database.execute(f"PRAGMA user_version = {FORMAT:d}")
                database.execute(_TABLE)
        except sqlite3.Error:
            database.close()
            raise
        return database

    def _give_up(self, error: Exception) -> None:
        if self._usable:
            logger.warning(
                "%s cannot be used (%s): answers are not kept; delete it to begin anew", self.path, error
            )
        self._usable = False
