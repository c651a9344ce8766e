"""results: a data set -> tables of the library that the user works with."""

from os import PathLike
from typing import Any, NamedTuple

from threadlab.batch.folder import Folder, folder_at
from threadlab.batch.ledger import FAILURES
from threadlab.batch.parts import TABLES, is_part
from threadlab.errors import MissingExtra, UnknownName, UnreadableSource, UnwritableTarget

KINDS = ("pandas", "polars", "pyarrow", "duckdb")


class Results(NamedTuple):
    """The tables of a data set.

    Attributes:
        comments: A row a comment.
        replies: A row a reply.
        threads: A row a thread.
        failures: A row an input, or a part of one, that gave no result.
    """

    comments: Any
    replies: Any
    threads: Any
    failures: Any


def results(folder: str | PathLike[str], kind: str = "pandas") -> Results:
    """Opens the data set that a batch has written.

    Args:
        folder: The folder given to `threadlab classify -o`: a path, or an address in an object
            store, where "polars", "pyarrow" and "duckdb" fetch what is asked for.
        kind: What the tables are: "pandas" data frames; "polars" lazy frames; "pyarrow" data sets,
            which are read as they are used; or "duckdb" relations.

    Returns:
        The four tables; an empty one has its columns, too.

    Raises:
        UnreadableSource: The folder holds no data set, or the store does not let us in.
        UnknownName: There is no such kind.
        MissingExtra: The library is not installed.
    """
    if kind not in KINDS:
        raise UnknownName("kind of table", kind, KINDS)
    try:
        opened = _opened(folder_at(folder))
    except UnwritableTarget as error:
        raise UnreadableSource(error.target, error.problem, next_step=error.next_step) from error
    return Results(*(_as(table, kind) for table in opened))


def _opened(folder: Folder) -> list[Any]:
    """The tables of a data set, as data sets of pyarrow."""
    import pyarrow.dataset as ds

    from threadlab.exports.parquet import schema

    if not (folder.has(TABLES[-1]) or folder.has(FAILURES)):
        raise UnreadableSource(
            str(folder.root),
            "holds no results",
            next_step="Name the folder that was given to threadlab classify -o.",
        )
    counted = set(folder.names(TABLES[-1]))
    opened = []
    for table in (*TABLES, FAILURES):
        # A part counts once its file in threads/ is there; failures are one file.
        files = [
            folder.place(f"{table}/{name}")
            for name in filter(is_part, folder.names(table))
            if table == FAILURES or name in counted
        ]
        form = None if table == FAILURES else schema(table)
        opened.append(ds.dataset(files, schema=form, format="parquet", filesystem=folder.system))
    return opened


def _as(table: Any, kind: str) -> Any:
    if kind == "pyarrow":
        return table
    try:
        if kind == "pandas":
            return table.to_table().to_pandas()
        if kind == "polars":
            import polars

            return polars.scan_pyarrow_dataset(table)
        import duckdb

        return duckdb.from_arrow(table)
    except ImportError as error:
        raise MissingExtra(kind, kind, f"opening results as {kind}") from error
