"""Where bytes come from: files, folders, standard input; plain or compressed; always streamed."""

import gzip
import io
import os
import sys
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from threadlab.errors import MissingExtra, UnreadableSource
from threadlab.readers.decode import Decoded, decode

HEAD = 65536
"""How many bytes are looked at to find out what a source is."""
LONGEST_TEXT = 512 * 2**20
"""Bytes of the largest text that is read as a whole."""
LONGEST_LINE = 256 * 2**20
"""Bytes of the longest line of a file that is read line by line."""
LARGEST_UNFOLDED = 16 * 2**30
"""Bytes to which a compressed file may unfold."""
_BLOCK = 1 << 20

OnError = Callable[[UnreadableSource], None]
"""What is done with an error so that reading can go on with what follows."""


class Source:
    """One file or standard input, open for reading; use it in a with statement.

    Args:
        name: Path of the file as the user gave it; "-" is standard input.

    Raises:
        UnreadableSource: It is missing, a folder or may not be read.
        MissingExtra: It is compressed by Zstandard and the library is not installed.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self._raw = _open(name)
        self._stream: BinaryIO = self._raw
        self.unfolds = False
        first = self._read(HEAD)
        if first.startswith((b"\x1f\x8b", b"\x28\xb5\x2f\xfd")):
            self._stream = _unfolding(first, self._raw)
            self.unfolds = True
            first = self._read(HEAD)
        self.head = first
        self._seen = len(first)

    @property
    def stem(self) -> str:
        """The file's name without folders and suffixes; "stdin" for standard input."""
        if self.name == "-":
            return "stdin"
        name = Path(self.name).name
        for suffix in (".gz", ".zst"):
            name = name.removesuffix(suffix)
        return Path(name).stem or name or "thread"

    def __enter__(self) -> "Source":
        return self

    def __exit__(self, *_: object) -> None:
        if self.name != "-":
            self._raw.close()

    def blocks(self) -> Iterator[bytes]:
        """Yields the bytes, unfolded, block by block; once."""
        block = self.head
        while block:
            yield block
            block = self._read(_BLOCK)
            self._seen += len(block)
            if self.unfolds and self._seen > LARGEST_UNFOLDED:
                raise UnreadableSource(
                    self.name,
                    f"unfolds to more than {LARGEST_UNFOLDED >> 30} GiB",
                    next_step="Unpack it and check what it holds.",
                )

    def text(self) -> Decoded:
        """Reads the whole as text."""
        parts = []
        size = 0
        for block in self.blocks():
            parts.append(block)
            size += len(block)
            if size > LONGEST_TEXT:
                raise UnreadableSource(
                    self.name,
                    f"is longer than {LONGEST_TEXT >> 20} MiB",
                    next_step="Split it into one file a thread.",
                )
        return decode(b"".join(parts), self.name)

    def lines(self) -> Iterator[bytes]:
        """Yields the lines one by one, without their line feeds."""
        rest: list[bytes] = []
        size = 0
        for block in self.blocks():
            *whole, last = block.split(b"\n")
            for line in whole:
                yield b"".join([*rest, line])
                rest, size = [], 0
            rest.append(last)
            size += len(last)
            if size > LONGEST_LINE:
                raise UnreadableSource(
                    self.name, f"has a line of more than {LONGEST_LINE >> 20} MiB"
                )
        if any(rest):
            yield b"".join(rest)

    def _read(self, size: int) -> bytes:
        try:
            return self._stream.read(size)
        except (OSError, EOFError, zlib.error) as error:
            problem = "is a broken gzip file" if self._stream is not self._raw else "cannot be read"
            raise UnreadableSource(
                self.name, f"{problem} ({error})", next_step="Get the file again."
            ) from error
        except Exception as error:  # zstandard's own error type, known only once it is imported
            if type(error).__name__ != "ZstdError":
                raise
            raise UnreadableSource(
                self.name, f"is a broken Zstandard file ({error})", next_step="Get the file again."
            ) from error


def _open(name: str) -> BinaryIO:
    if name == "-":
        return sys.stdin.buffer
    try:
        return Path(name).open("rb")
    except FileNotFoundError as error:
        raise UnreadableSource(
            name, "is not there", next_step="Check the path and its spelling."
        ) from error
    except IsADirectoryError as error:
        raise UnreadableSource(
            name, "is a folder", next_step="Use read_all to read the files within it."
        ) from error
    except PermissionError as error:
        raise UnreadableSource(
            name, "may not be read", next_step="Check the file's access rights."
        ) from error
    except (OSError, ValueError) as error:
        raise UnreadableSource(
            name, f"cannot be opened ({error})", next_step="Check the path."
        ) from error


class _Rejoined(io.RawIOBase):
    """A stream with the bytes that were already taken from it put back in front."""

    def __init__(self, first: bytes, rest: BinaryIO) -> None:
        self._first = first
        self._rest = rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer)  # type: ignore[arg-type]
        data = self._first[: len(view)] if self._first else self._rest.read(len(view))
        self._first = self._first[len(view) :]
        view[: len(data)] = data
        return len(data)


def _unfolding(first: bytes, rest: BinaryIO) -> BinaryIO:
    joined = io.BufferedReader(_Rejoined(first, rest))
    if first.startswith(b"\x1f\x8b"):
        return gzip.GzipFile(fileobj=joined)  # type: ignore[return-value]
    try:
        import zstandard  # type: ignore[import-not-found,unused-ignore]
    except ImportError as error:
        raise MissingExtra("zstandard", "zst", "reading .zst files") from error
    reader: BinaryIO = zstandard.ZstdDecompressor().stream_reader(joined, read_across_frames=True)
    return reader


def files_in(folder: Path, on_error: OnError | None) -> Iterator[Path]:
    """Yields the files below a folder, sorted, hidden ones left out; links are not followed."""
    for where, folders, names in os.walk(folder):
        folders[:] = sorted(f for f in folders if not f.startswith("."))
        for name in sorted(n for n in names if not n.startswith(".")):
            path = Path(where, name)
            if path.is_symlink():
                error = UnreadableSource(
                    str(path), "is a symbolic link", next_step="Name the file itself to read it."
                )
                if on_error is None:
                    raise error
                on_error(error)
            else:
                yield path
