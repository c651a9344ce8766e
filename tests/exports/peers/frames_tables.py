"""CSV and Parquet by pandas, DuckDB and polars."""

import duckdb
import pandas as pd
import polars as pl
from reporting import clean, report, thread_of

TEXTS = ("thread_id", "comment_id", "author", "text")


def as_text(value):
    return value if isinstance(value, str) else None


def check(folder):
    thread = thread_of(folder)
    rows = [
        tuple(clean(value) for value in (thread["thread_id"], c["id"], c["author"], c["body"]))
        for c in thread["comments"]
    ]
    in_csv = [tuple(None if v is None else v.replace("\0", "\ufffd") for v in row) for row in rows]
    path = str(folder / "t.csv")

    frame = pd.read_csv(path, keep_default_na=False, dtype=str)
    assert [tuple(r) for r in frame[list(TEXTS)].itertuples(index=False)] == [
        tuple("" if v is None else v for v in row) for row in in_csv
    ], "pandas"

    loaded = pl.read_csv(path, infer_schema=False)
    assert [
        as_none(row, in_csv[k]) for k, row in enumerate(loaded.select(TEXTS).rows())
    ] == in_csv, "polars"

    query = (
        f"SELECT {', '.join(TEXTS)} FROM read_csv(?, header=true, all_varchar=true, delim=',', "
        "quote='\"', escape='\"', new_line='\\n')"
    )
    found = duckdb.execute(query, [path]).fetchall()
    assert [as_none(row, in_csv[k]) for k, row in enumerate(found)] == in_csv, "duckdb"

    for name in (folder / "t.parquet", folder / "table" / "comments" / "part-00000.parquet"):
        for label, got in (
            ("pandas", pd.read_parquet(name)[list(TEXTS)].itertuples(index=False)),
            ("polars", pl.read_parquet(name).select(TEXTS).rows()),
            (
                "duckdb",
                duckdb.execute(
                    "SELECT thread_id, comment_id, author, text FROM read_parquet(?)", [str(name)]
                ).fetchall(),
            ),
        ):
            listed = [tuple(None if v != v else v for v in row) for row in got]
            assert listed == rows, (label, name)
    for name in ("replies", "threads"):
        part = folder / "table" / name / "part-00000.parquet"
        sizes = {len(pd.read_parquet(part)), pl.read_parquet(part).height}
        assert sizes == {len(thread.get("replies", [])) if name == "replies" else 1}, part
    for part in (folder / "t.polis.csv", folder / "t.polis" / "comments.csv"):
        assert len(pd.read_csv(part)) == len(rows), part
        assert pl.read_csv(part, infer_schema=False).height == len(rows), part
    votes = pd.read_csv(folder / "t.polis" / "votes.csv")
    assert set(votes["vote"]) <= {-1, 0, 1}
    return 8


def as_none(row, expected):
    """DuckDB and polars tell an empty text from a missing one in some places only."""
    return tuple(
        e if (v is None or v == "") and (e is None or e == "") else v
        for v, e in zip(row, expected, strict=True)
    )


report(
    check,
    {"pandas": pd.__version__, "polars": pl.__version__, "duckdb": duckdb.__version__},
)
