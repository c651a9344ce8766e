"""What an output folder holds."""

import hashlib
import json
import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from threadlab.batch.folder import Folder
from threadlab.batch.identity import Identity
from threadlab.batch.messages import Failure
from threadlab.batch.parts import (
    TABLES,
    Held,
    Part,
    drop_threads,
    form_part,
    is_part,
    part_name,
    part_tables,
    read_part,
    remove_part,
)
from threadlab.errors import UnreadableSource
from threadlab.text import clean
from threadlab.thread import Thread

if TYPE_CHECKING:
    import pyarrow as pa

MANIFEST = "manifest.json"
FAILURES = "failures"
_FAILED = f"{FAILURES}/{part_name(0)}"


class Ledger:
    """The parts of a data set, kept in order: every thread once, in its latest form.

    Args:
        folder: Of the data set, held; what an interrupted run left behind is mended.

    Attributes:
        repaired: What was mended, in plain words.
    """

    def __init__(self, folder: Folder) -> None:
        self.folder = folder
        self.repaired: list[str] = []
        self._parts: dict[str, list[Held]] = {}
        self._where: dict[tuple[str, str, int], tuple[str, Held]] = {}
        self._ids: set[str] = set()
        self._numbers: dict[str, int] = defaultdict(lambda: 1)
        self._stale: dict[str, set[str]] = defaultdict(set)
        self._rows: dict[str, Mapping[str, int]] = {}
        tables = (*TABLES, FAILURES)
        folder.prepare(tables)
        names = {table: folder.names(table) for table in tables}
        self._sweep(names)
        counted = list(filter(is_part, names[TABLES[-1]]))
        looks = folder.each(lambda name: _looked_at(folder, name), counted)
        for name, look in zip(counted, looks, strict=True):
            self._open(name, look)
        self._drop_stale()

    def _sweep(self, names: Mapping[str, Sequence[str]]) -> None:
        """Removes what no part owns: temporary files and files that were never made to count."""
        counted = set(names[TABLES[-1]])
        for table, found in names.items():
            for name in found:
                uncounted = table in TABLES and is_part(name) and name not in counted
                if uncounted or name.startswith(".part-"):
                    self.folder.remove(f"{table}/{name}")

    def _open(self, name: str, look: Part | str) -> None:
        if isinstance(look, str):
            # Its threads are not known as done, so that they are done again.
            remove_part(self.folder, name)
            self.repaired.append(f"{name} was broken ({look}); its threads are done again")
            return
        self._rows[name] = look.rows
        self._take(name, look.threads)

    def _take(self, name: str, held: Sequence[Held]) -> None:
        # Files have many threads: their names are kept once.
        named = [
            replace(one, identity=replace(one.identity, input_file=sys.intern(file)))
            for one in held
            for file in (one.identity.input_file,)
        ]
        self._parts[name] = named
        for one in named:
            before = self._where.get(one.identity.place)
            if before is not None:
                self._stale[before[0]].add(before[1].thread_id)
            self._where[one.identity.place] = (name, one)
            self._ids.add(one.thread_id)

    def done(self) -> frozenset[str]:
        """Digests of the threads whose results are there."""
        return frozenset(held.identity.digest for _, held in self._where.values())

    def some_id(self) -> str | None:
        """What is kept of the id of one of the threads; None where there is none."""
        return next((name for _, name, _ in self._where), None)

    def holds(self, identity: Identity) -> bool:
        """Whether there are results, perhaps old ones, for this place of the input."""
        return identity.place in self._where

    def add(self, threads: Sequence[tuple[Identity, Thread]]) -> str:
        """Writes a part with results.

        Args:
            threads: Classified threads.

        Returns:
            The part's name.

        Raises:
            OSError: It cannot be written.
        """
        named = [(self.named(identity, thread.id), thread) for identity, thread in threads]
        return self.add_tables(part_tables(named), [held for held, _ in named])

    def named(self, identity: Identity, wanted: str) -> Held:
        """Gives a thread the id that it has in the tables: the one it had, else a free one.

        Args:
            identity: Of the thread.
            wanted: Its own id; it gets a number where another thread has this one.
        """
        return Held(self._free_id(identity, wanted), identity)

    def add_tables(self, tables: "Mapping[str, pa.Table]", held: Sequence[Held]) -> str:
        """Writes a part whose tables were made before.

        Args:
            tables: From part_tables.
            held: What their threads are known by, from named.

        Returns:
            The part's name.

        Raises:
            OSError: It cannot be written.
        """
        last = max(self._parts, default="")
        number = int(last.removeprefix("part-").split(".")[0]) + 1 if last else 0
        name = part_name(number)
        try:
            form_part(self.folder, name, tables, held)
        except BaseException:
            # Else a second try would find the ids taken, and give others.
            new = (one.thread_id for one in held if not self.holds(one.identity))
            self._ids.difference_update(new)
            self._numbers.clear()
            raise
        self._rows[name] = {table: len(tables[table]) for table in TABLES}
        self._take(name, held)
        return name

    def _free_id(self, identity: Identity, wanted: str) -> str:
        """The thread's id; with a number where another thread of the data set has this id."""
        before = self._where.get(identity.place)
        if before is not None:
            return before[1].thread_id
        plain = found = clean(wanted)
        while found in self._ids:
            # Not from 2 on each time: all threads of a source may have one id.
            self._numbers[plain] += 1
            found = f"{plain} ({self._numbers[plain]})"
        self._ids.add(found)
        return found

    def finish(self, settings: Mapping[str, Any], failures: Sequence[Failure]) -> dict[str, Any]:
        """Drops results that were renewed, and writes the failures and the manifest.

        Args:
            settings: What the results were made with.
            failures: Inputs that gave no result.

        Returns:
            The manifest.
        """
        self._drop_stale()
        write_failures(self.folder, failures)
        manifest = {
            **settings,
            "inputs": self._inputs(),
            "counts": {**self._counts(), "failures": len(failures)},
        }
        text = json.dumps(manifest, indent=1, sort_keys=True, ensure_ascii=True) + "\n"
        self.folder.write({MANIFEST: text.encode()})
        return manifest

    def _drop_stale(self) -> None:
        for name, ids in sorted(self._stale.items()):
            self._rows[name] = drop_threads(self.folder, name, ids)
            self._parts[name] = [one for one in self._parts[name] if one.thread_id not in ids]
            if not self._parts[name]:
                del self._parts[name]
        self._stale.clear()

    def _inputs(self) -> dict[str, str]:
        """A digest of each input file: over the threads that came of it."""
        by_file: dict[str, list[str]] = defaultdict(list)
        for _, held in self._where.values():
            by_file[held.identity.input_file].append(held.identity.digest)
        return {
            file: hashlib.sha256("".join(sorted(digests)).encode()).hexdigest()
            for file, digests in by_file.items()
        }

    def _counts(self) -> dict[str, int]:
        import pyarrow.parquet as pq

        def rows(table: str, name: str) -> int:
            known = self._rows[name].get(table)
            if known is not None:
                return known
            count: int = pq.read_metadata(self.folder.source(f"{table}/{name}")).num_rows
            return count

        return {table: sum(rows(table, name) for name in self._parts) for table in TABLES}


def _looked_at(folder: Folder, name: str) -> Part | str:
    """A part; or what is wrong with it."""
    try:
        return read_part(folder, name)
    except (OSError, ValueError, KeyError, TypeError) as error:
        return str(error)


def write_failures(folder: Folder, failures: Sequence[Failure]) -> None:
    """Writes the table of failures anew."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    names = ("input_file", "place", "thread_id", "reason", "next_step")
    form = pa.schema([(name, pa.string()) for name in names])
    rows = [{name: _plain(getattr(failure, name)) for name in names} for failure in failures]
    sink = pa.BufferOutputStream()
    pq.write_table(pa.Table.from_pylist(rows, schema=form), sink, compression="zstd")
    folder.write({_FAILED: sink.getvalue().to_pybytes()})


def read_failures(folder: Folder) -> list[Failure]:
    """Reads the table of failures; [] where there is none.

    Raises:
        UnreadableSource: It is broken.
    """
    import pyarrow.parquet as pq

    if not folder.has(_FAILED):
        return []
    try:
        table = pq.read_table(folder.source(_FAILED), partitioning=None)
        return [Failure(**row) for row in table.to_pylist()]
    except (OSError, ValueError, TypeError) as error:
        step = "Run the batch without --retry-failed, which writes it anew."
        name = folder.address(_FAILED)
        raise UnreadableSource(name, f"is broken ({error})", next_step=step) from error


def _plain(text: str | None) -> str | None:
    """Text without lone surrogates, which Parquet cannot hold."""
    return None if text is None else text.encode("utf-8", "replace").decode()
