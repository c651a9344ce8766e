"""Tables of comments to threads: CSV, TSV, Parquet, JSON objects, data frames."""

from threadlab.readers.tables.frames import frame_threads
from threadlab.readers.tables.reading import read, sniff, table_threads

__all__ = ["frame_threads", "read", "sniff", "table_threads"]
