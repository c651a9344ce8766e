"""Parts of a data set: some threads each, as three Parquet files that count from one moment on.

A part is there once its file in threads/ is: it is named last. What a part holds stands in that
file's own metadata, so that nothing has to agree with anything else after a crash.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from threadlab.batch.folder import Folder
from threadlab.batch.identity import Identity
from threadlab.exports.frames import comment_records, reply_records, thread_record
from threadlab.exports.parquet import schema
from threadlab.thread import Thread

if TYPE_CHECKING:
    import pyarrow as pa

TABLES = ("comments", "replies", "threads")
"""The folders of a data set; a part's file in the last one makes it count."""
HELD = b"threadlab"
"""Key of the metadata of a file in threads/ under which the part says what it holds."""


@dataclass(frozen=True, slots=True)
class Held:
    """A thread that a part holds.

    Attributes:
        thread_id: Its id in the tables, unlike that of any other thread of the data set.
        identity: What it is known by.
    """

    thread_id: str
    identity: Identity


@dataclass(frozen=True, slots=True)
class Part:
    """What a part holds.

    Attributes:
        threads: Its threads, in order.
        rows: How many rows its tables have, as far as it says so.
    """

    threads: tuple[Held, ...]
    rows: Mapping[str, int]


def part_name(number: int) -> str:
    """The name of a part's files."""
    return f"part-{number:06d}.parquet"


def is_part(name: str) -> bool:
    """Whether a file is one of a part, and no temporary one."""
    return name.startswith("part-") and name.endswith(".parquet")


def part_tables(threads: Sequence[tuple[Held, Thread]]) -> "dict[str, pa.Table]":
    """Makes the tables of a part.

    Args:
        threads: Classified threads and what they are known by.

    Returns:
        The tables by their names, those of TABLES.
    """
    named = [(replace(thread, id=held.thread_id), held) for held, thread in threads]
    rows: dict[str, list[Any]] = {
        "comments": [row for thread, _ in named for row in comment_records(thread)],
        "replies": [row for thread, _ in named for row in reply_records(thread)],
        "threads": [thread_record(thread, held.identity.input_file) for thread, held in named],
    }
    return {table: _table(table, rows[table]) for table in TABLES}


def _table(name: str, rows: list[Any]) -> "pa.Table":
    import pyarrow as pa

    return pa.Table.from_pylist(rows, schema=schema(name))


def with_ids(tables: "Mapping[str, pa.Table]", ids: Mapping[str, str]) -> "dict[str, pa.Table]":
    """Gives threads other ids.

    Args:
        tables: From part_tables.
        ids: The new ids by those in the tables.

    Returns:
        The tables, with the new ids.
    """
    import pyarrow as pa

    found = {}
    for name, table in tables.items():
        place = table.schema.get_field_index("thread_id")
        field = table.schema.field(place)
        column = [ids[each] for each in table["thread_id"].to_pylist()]
        found[name] = table.set_column(place, field, pa.array(column, field.type))
    return found


def form_part(
    folder: Folder, name: str, tables: "Mapping[str, pa.Table]", held: Sequence[Held]
) -> None:
    """Writes the files of a part, the one that makes it count last.

    Args:
        folder: Of the data set; it is prepared for TABLES.
        name: From part_name.
        tables: From part_tables.
        held: What their threads are known by.

    Raises:
        OSError: A file cannot be written; none of the part counts then.
    """
    packed = {table: _packed(tables[table]) for table in TABLES[:-1]}
    folder.write({f"{table}/{name}": content for table, content in packed.items()})
    digests = {table: hashlib.sha256(content).hexdigest() for table, content in packed.items()}
    said: dict[str, Any] = {"digests": digests, "threads": [asdict(one) for one in held]}
    if folder.is_far:
        said["sizes"] = {table: len(content) for table, content in packed.items()}
        said["rows"] = {table: len(tables[table]) for table in TABLES}
    last = tables[TABLES[-1]].replace_schema_metadata({HELD: json.dumps(said).encode()})
    folder.write({f"{TABLES[-1]}/{name}": _packed(last)})


def _packed(table: "pa.Table") -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, compression="zstd", write_page_checksum=True)
    content: bytes = sink.getvalue().to_pybytes()
    return content


def read_part(folder: Folder, name: str) -> Part:
    """Reads what a part holds, and checks that its files are as they were written.

    Args:
        folder: Of the data set.
        name: Of the part.

    Returns:
        What it holds.

    Raises:
        ValueError: A file is broken, or no part of a batch.
        OSError: A file is missing or cannot be read.
    """
    import pyarrow.parquet as pq

    source = folder.source(f"{TABLES[-1]}/{name}")
    with pq.ParquetFile(source, page_checksum_verification=True) as file:
        said = json.loads((file.schema_arrow.metadata or {}).get(HELD, b"{}"))
        file.read()
    if not said:
        raise ValueError("no part of a batch")
    for table, digest in said["digests"].items():
        file = f"{table}/{name}"
        size = folder.size(file)
        # Files that are there whole or not at all need not be read.
        if size is not None and size == said.get("sizes", {}).get(table):
            continue
        if folder.digest(file) != digest:
            raise ValueError(f"{table} was changed or cut short")
    held = (Held(row["thread_id"], Identity(**row["identity"])) for row in said["threads"])
    return Part(tuple(held), said.get("rows", {}))


def drop_threads(folder: Folder, name: str, stale: Iterable[str]) -> dict[str, int]:
    """Takes threads out of a part, which is removed where none is left.

    Cut short, the part is found broken by the next run, which then does its threads again.

    Args:
        folder: Of the data set.
        name: Of the part.
        stale: Ids, as in the tables.

    Returns:
        How many rows its tables have now.
    """
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    gone = set(stale)
    held = [one for one in read_part(folder, name).threads if one.thread_id not in gone]
    if not held:
        remove_part(folder, name)
        return {}
    left = {}
    for table in TABLES:
        source = folder.source(f"{table}/{name}")
        rows = pq.read_table(source, schema=schema(table), partitioning=None)
        found = pc.is_in(rows["thread_id"], value_set=pa.array(sorted(gone)))
        left[table] = rows.filter(pc.invert(found))
    form_part(folder, name, left, held)
    return {table: len(rows) for table, rows in left.items()}


def remove_part(folder: Folder, name: str) -> None:
    """Removes a part: first what makes it count."""
    for table in reversed(TABLES):
        folder.remove(f"{table}/{name}")
