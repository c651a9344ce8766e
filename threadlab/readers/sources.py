"""One input, open for reading: its first bytes, its blocks, its lines or its whole text."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import BinaryIO

from threadlab.errors import UnreadableSource
from threadlab.readers.decode import Decoded, decode

HEAD = 65536
"""How many bytes are looked at to find out what a source is."""
LONGEST_TEXT = 512 * 2**20
"""Bytes of the largest text that is read as a whole."""
LONGEST_LINE = 256 * 2**20
"""Bytes of the longest line of a file that is read line by line."""
_BLOCK = 1 << 20
_PACKED = (".gz", ".zst", ".xz", ".bz2")

OnError = Callable[[UnreadableSource], None]
"""What is done with an error so that reading can go on with what follows."""


def tell(error: UnreadableSource, on_error: OnError | None) -> None:
    """Gives an error to who asked for it; raises it where nobody did."""
    if on_error is None:
        raise error
    on_error(error)


@dataclass(frozen=True, slots=True)
class Options:
    """What the user says about a source that its content may not.

    Attributes:
        columns: For tables: the column that holds each field, by the field's name.
        joined: Pages without ids of their own are taken for one thread, in order of their names.
        opened: Called with each file that is opened and its bytes, such as to tell how far reading
            is; None: nobody asks.
    """

    columns: Mapping[str, str] | None = None
    joined: bool = False
    opened: Callable[[str, BinaryIO], object] | None = None


class Source:
    """One file, member of an archive or standard input; good until the next one is taken.

    Args:
        name: The path as the user gave it, "-" for standard input; "a.zip/b.txt" for a member.
        stream: Its bytes, unfolded.
        options: What the user says about it.

    Raises:
        UnreadableSource: Its first bytes cannot be read.
    """

    def __init__(self, name: str, stream: BinaryIO, options: Options | None = None) -> None:
        self.name = name
        self.options = options or Options()
        self._stream = stream
        self.head = self._read(HEAD)

    @property
    def stem(self) -> str:
        """The file's name without folders and suffixes; "stdin" for standard input."""
        return self.stem_of(self.name)

    @staticmethod
    def stem_of(path: str) -> str:
        """The last part of a path without suffixes; "stdin" for standard input."""
        if path == "-":
            return "stdin"
        name = PurePosixPath(path.replace("\\", "/")).name
        for suffix in _PACKED:
            name = name.removesuffix(suffix)
        return PurePosixPath(name).stem or name or "thread"

    def blocks(self) -> Iterator[bytes]:
        """Yields the bytes, unfolded, block by block; once."""
        block = self.head
        while block:
            yield block
            block = self._read(_BLOCK)

    def whole(self) -> bytes:
        """Reads all bytes.

        Raises:
            UnreadableSource: There are more than LONGEST_TEXT.
        """
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
        return b"".join(parts)

    def text(self) -> Decoded:
        """Reads the whole as text."""
        return decode(self.whole(), self.name)

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
                    self.name,
                    f"has a line of more than {LONGEST_LINE >> 20} MiB",
                    next_step="Check that it is the file you mean.",
                )
        if any(rest):
            yield b"".join(rest)

    def _read(self, size: int) -> bytes:
        """Reads so many bytes, fewer only at the end: pipes give them in small pieces."""
        try:
            data = self._stream.read(size) or b""
            if not data or len(data) == size:
                return data
            parts = [data]
            missing = size - len(data)
            while missing and (data := self._stream.read(missing)):
                parts.append(data)
                missing -= len(data)
        except OSError as error:
            raise not_readable(self.name, error) from error
        return b"".join(parts)


def not_readable(name: str, error: OSError) -> UnreadableSource:
    """The error of a file whose bytes the system does not give."""
    problem = f"cannot be read to its end ({error.strerror or error})"
    return UnreadableSource(name, problem, next_step="Check the disk, or copy the file anew.")
