"""Tables of comments to threads: CSV, TSV, Parquet, JSON objects, data frames."""

from threadlab.readers.tables.frames import frame_threads, from_pandas
from threadlab.readers.tables.reading import read, sniff, table_threads

__all__ = ["frame_threads", "from_pandas", "read", "sniff", "table_threads"]
