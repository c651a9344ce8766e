"""Rows of a Parquet file, some thousand at a time; only the columns that are needed."""

import os
import tempfile
from collections.abc import Iterator
from typing import IO, Any

from threadlab.errors import UnreadableSource
from threadlab.readers.sources import Source
from threadlab.readers.unfolding import Allowance

MAGIC = b"PAR1"
_ROWS = 1000
_STEP = "Check that the file is whole, or save the table as .csv."


class ParquetRows:
    """A Parquet file, open for reading.

    Args:
        source: The file. Its end tells how it is to be read, so all of it is put aside first: on
            disk, where it comes from an archive or a pipe.

    Raises:
        UnreadableSource: It is broken or of a kind that cannot be read.
    """

    def __init__(self, source: Source) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        self._name = source.name
        self._errors: tuple[type[BaseException], ...] = (
            pa.ArrowException,
            OSError,
            ValueError,
            NotImplementedError,
        )
        self._kept: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - closed with this object
        for block in source.blocks():
            self._kept.write(block)
        self._size = self._kept.seek(0, os.SEEK_END)
        self._kept.seek(0)
        try:
            self._file = pq.ParquetFile(self._kept)
            self.columns: list[str] = list(dict.fromkeys(self._file.schema_arrow.names))
        except self._errors as error:
            raise self._broken(error) from error

    def rows(self) -> Iterator[dict[str, Any]]:
        """Yields the rows, column by column, as plain values.

        Raises:
            UnreadableSource: A part is broken, or unfolds to far more than texts do.
        """
        allowance = Allowance(self._name, self._size)
        batches = self._file.iter_batches(batch_size=_ROWS)
        while True:
            try:
                batch = next(batches, None)
                if batch is None:
                    return
                allowance.take(batch.num_rows + _size(batch))
                rows = batch.to_pylist()
            except self._errors as error:
                raise self._broken(error) from error
            yield from rows

    def _broken(self, error: BaseException) -> UnreadableSource:
        said = " ".join(str(error).split())[:200]
        return UnreadableSource(
            self._name, f"is a Parquet file that cannot be read ({said})", next_step=_STEP
        )


def _size(batch: Any) -> int:
    """The bytes of a batch as plain values: what a dictionary holds once may stand in every row."""
    import pyarrow as pa
    import pyarrow.compute as pc

    texts = (pa.string(), pa.large_string(), pa.binary(), pa.large_binary())
    total: int = batch.nbytes
    for column in batch.columns:
        if pa.types.is_dictionary(column.type) and column.type.value_type in texts:
            lengths = pc.binary_length(column.dictionary).take(column.indices)
            total += pc.sum(lengths).as_py() or 0
    return total
