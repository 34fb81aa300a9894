"""What becomes of each row of a dump: a place, more names of one, or a line on the list of what was left out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from geomap.errors import InputError
from geomap.gazetteer import geonames
from geomap.gazetteer.classes import is_kept
from geomap.gazetteer.layout import Place
from geomap.gazetteer.merging import Merger
from geomap.gazetteer.tables import Table
from geomap.gazetteer.writing import IndexWriter
from geomap.model import Progress

ATTRIBUTION = ("GeoNames (https://www.geonames.org), CC BY 4.0", "geomap layers/places, CC BY 4.0")
#: How many broken rows are listed one by one; all are counted.
MAX_LISTED = 100
LINES_A_COMMIT = 200_000
_ALL = -1
_COUNTS = ("rows", "kept", "merged", "dropped", "duplicate", "broken", "names", "names_dropped")


@dataclass(frozen=True)
class BuildReport:
    """What became of the rows.

    `counts`: "rows" read; of features those "kept", "merged" with a place of
    ours, "dropped" for their class, "duplicate"; "names" of other tables added,
    "names_dropped" since they are codes or of places not kept; "broken" rows.
    `dropped` counts by feature class, `issues` lists broken rows as "file:line: reason".
    """

    folder: Path
    n_places: int
    n_names: int
    counts: dict[str, int]
    dropped: dict[str, int]
    issues: list[str]


@dataclass
class RowReader:
    """A build under way, in the folder of its writer, which keeps what has been read and counted over a kill.

    Parameters
    ----------
    writer, merger
        Of one folder.
    wanted
        The feature classes and codes to keep.
    progress
        Told what is done, how much of it, and of how much.
    """

    writer: IndexWriter
    merger: Merger
    wanted: frozenset[str]
    progress: Progress

    def start(self, layers: Iterable[Place]) -> None:
        """Add our own places, or find again what was there when the build stopped."""
        state, fresh = self.writer.progress, not self.writer.progress
        self.merger.resume(state.get("n_ids", 0))
        for row, place in enumerate(layers):
            if fresh:
                self.writer.add(place)
            self.merger.add_layer_place(row, place, record=fresh)
        if fresh:
            state.update(lines={}, counts=dict.fromkeys(_COUNTS, 0), dropped={}, issues=[], newest="")
            self._commit()

    def read(self, number: int, table: Table, kind: str) -> None:
        """Read a table from where the build stopped, and commit as it goes."""
        state, what = self.writer.progress, f"reading {table.name}"
        done, total = state["lines"].get(str(number), 0), table.n_bytes
        if done == _ALL:
            return
        self.progress(
            f"going on in {table.name} after row {done:,}" if done else what, 0, None if done else total
        )
        use = {"places": self._use_place, "alternates": self._use_alternate,
               "admin": self._use_admin, "countries": self._use_country}[kind]  # fmt: skip
        for line_number, line in enumerate(
            table.lines(lambda n: self.progress(what, min(n, total), total)), 1
        ):
            if line_number <= done:
                continue
            self._use_line(use, f"{table.name}:{line_number}", line)
            if line_number % LINES_A_COMMIT == 0:
                state["lines"][str(number)] = line_number
                self._commit()
        state["lines"][str(number)] = _ALL
        self._commit()

    def finish(self, folder: Path, tables: Sequence[tuple[Table, str]]) -> BuildReport:
        """Complete the index in the workplace and say what became of the rows."""
        state = self.writer.progress
        counts, dropped = state["counts"], dict(sorted(state["dropped"].items()))
        if not counts["kept"] + counts["merged"]:
            why = f"; the first broken one: {state['issues'][0]}" if state["issues"] else "; see --classes"
            raise InputError(f"none of {counts['rows']} rows could be kept{why}; nothing was written")
        self.merger.close()
        about: dict[str, Any] = {
            "sources": [f"GeoNames {table.name}" for table, _ in tables] + ["geomap layers/places"],
            "attribution": list(ATTRIBUTION),
            "newest": state["newest"],
            "classes": sorted(self.wanted),
            "counts": counts,
            "dropped": dropped,
            "issues": state["issues"],
        }
        manifest = self.writer.finish(about, self.progress)
        (self.writer.folder / "ids.bin").unlink()
        return BuildReport(
            folder, manifest["n_places"], manifest["n_names"], counts, dropped, state["issues"]
        )

    def _commit(self) -> None:
        self.writer.progress["n_ids"] = self.merger.flush()
        self.writer.commit()

    def _use_line(self, use: Callable[[list[str]], None], where: str, line: bytes | None) -> None:
        if not line:
            if line is None:
                self._broken(where, "a line far too long")
            return
        try:
            text = line.decode().removeprefix("\ufeff")
            if text.startswith("#") or not text.strip():
                return
            self.writer.progress["counts"]["rows"] += 1
            use(text.split("\t"))
        except UnicodeDecodeError as error:
            self._broken(where, f"not UTF-8 (byte {error.start + 1})")
        except ValueError as error:
            self._broken(where, str(error))

    def _broken(self, where: str, reason: str) -> None:
        state = self.writer.progress
        state["counts"]["broken"] += 1
        if len(state["issues"]) < MAX_LISTED:
            state["issues"].append(f"{where}: {reason}")

    def _use_place(self, cells: list[str]) -> None:
        row, state = geonames.read_row(cells), self.writer.progress
        if not is_kept(*row.feature, self.wanted):
            feature_class = row.feature[0][:1] or "none"
            state["dropped"][feature_class] = state["dropped"].get(feature_class, 0) + 1
            state["counts"]["dropped"] += 1
            return
        place = geonames.place_of(row)
        known = self.merger.row_of(row.geonameid)
        if known is not None and known >= self.merger.n_layer_places:
            state["counts"]["duplicate"] += 1
            return
        ours = known if known is not None else self.merger.same_place(place)
        if ours is None:
            self.merger.remember(row.geonameid, self.writer.add(place))
            state["counts"]["kept"] += 1
        else:
            self.merger.remember(row.geonameid, ours)
            self.writer.add_names(ours, place.names)
            state["counts"]["merged"] += 1
        state["newest"] = max(state["newest"], row.modified)

    def _use_alternate(self, cells: list[str]) -> None:
        self._add_names(*geonames.read_alternate(cells))

    def _use_admin(self, cells: list[str]) -> None:
        self._add_names(*geonames.read_admin(cells))

    def _use_country(self, cells: list[str]) -> None:
        self._add_names(*geonames.read_country(cells))

    def _add_names(self, geonameid: int, names: list[tuple[str, str]]) -> None:
        row = self.merger.row_of(geonameid)
        counts = self.writer.progress["counts"]
        if row is None or not names:
            counts["names_dropped"] += 1
            return
        self.writer.add_names(row, names)
        counts["names"] += 1
