"""results: a data set -> tables of the library that the user works with."""

from os import PathLike
from pathlib import Path
from typing import Any, NamedTuple

from threadlab.batch.ledger import FAILURES
from threadlab.batch.parts import TABLES
from threadlab.errors import MissingExtra, UnknownName, UnreadableSource

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
        folder: The folder given to `threadlab classify -o`.
        kind: What the tables are: "pandas" data frames; "polars" lazy frames; "pyarrow" data sets,
            which are read as they are used; or "duckdb" relations.

    Returns:
        The four tables; an empty one has its columns, too.

    Raises:
        UnreadableSource: The folder holds no data set.
        UnknownName: There is no such kind.
        MissingExtra: The library is not installed.
    """
    if kind not in KINDS:
        raise UnknownName("kind of table", kind, KINDS)
    import pyarrow.dataset as ds

    from threadlab.exports.parquet import schema

    root = Path(folder)
    if not (root / TABLES[-1]).is_dir():
        raise UnreadableSource(
            str(root),
            "holds no results",
            next_step="Name the folder that was given to threadlab classify -o.",
        )
    counted = {path.name for path in (root / TABLES[-1]).glob("part-*.parquet")}
    opened = []
    for table in (*TABLES, FAILURES):
        # A part counts once its file in threads/ is there; failures are one file.
        files = [
            str(path)
            for path in sorted((root / table).glob("part-*.parquet"))
            if table == FAILURES or path.name in counted
        ]
        form = None if table == FAILURES else schema(table)
        opened.append(_as(ds.dataset(files, schema=form, format="parquet"), kind))
    return Results(*opened)


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
