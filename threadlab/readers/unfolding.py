"""Compressed bytes unfolded while they are read, as far as an allowance goes.

A few kilobytes can unfold to terabytes; so what comes out is counted against what went in.
"""

import bz2
import gzip
import io
import lzma
import zlib
from collections.abc import Callable
from typing import Any, BinaryIO, cast

from threadlab.errors import MissingExtra, UnreadableSource

LARGEST_UNFOLDED = 16 * 2**30
"""Bytes to which one compressed input may unfold, all members of an archive together."""
HIGHEST_RATIO = 300
"""How many times its size an input may unfold to; people's text stays below 50 times."""
FREE = 64 * 2**20
"""Bytes that may come out before the ratio counts: short files of blanks are no attack."""
_MOST_LAYERS = 4
_XZ_MEMORY = 256 * 2**20
_FEED = 8192  # bytes unfolded at a time: of the worst kind they become 256 MiB
_LONGEST_MAGIC = 512  # a tar archive is known by what stands at byte 257


class Allowance:
    """What one input, with all that is folded in it, may unfold to.

    Args:
        name: The input, for the error.
        folded: Its size in bytes where it is known; else it is counted while it is read.
    """

    def __init__(self, name: str, folded: int = 0) -> None:
        self.name = name
        self.folded = folded
        self.unfolded = 0

    def take(self, size: int) -> None:
        """Counts bytes that came out.

        Raises:
            UnreadableSource: They are more than the input may unfold to.
        """
        self.unfolded += size
        if self.unfolded > LARGEST_UNFOLDED:
            limit = f"{LARGEST_UNFOLDED / 2**30:.3g} GiB"
        elif self.unfolded > max(FREE, HIGHEST_RATIO * self.folded):
            limit = f"{HIGHEST_RATIO} times its size"
        else:
            return
        raise UnreadableSource(
            self.name,
            f"unfolds to more than {limit}, which texts of people do not",
            next_step="Unpack it and check what it holds.",
        )


def unfolded(stream: BinaryIO, name: str, allowance: Allowance) -> tuple[bytes, BinaryIO]:
    """Unfolds a stream that is compressed, also more than once.

    Args:
        stream: The bytes; .gz, .bz2, .xz or .zst by content, or anything else.
        name: What they are called, for errors.
        allowance: What may come out; bytes are counted only where something is unfolded.

    Returns:
        The first bytes, and the stream with these still in it.

    Raises:
        UnreadableSource: It is folded too often, or broken.
        MissingExtra: It is compressed by Zstandard and the library is not installed.
    """
    for _ in range(_MOST_LAYERS + 1):
        first = _first_bytes(stream)
        stream = cast(BinaryIO, io.BufferedReader(_Rejoined(first, stream)))
        kind = next((k for k, (magic, _) in _KINDS.items() if first.startswith(magic)), None)
        if kind is None:
            return first, stream
        stream = cast(BinaryIO, _Checked(_KINDS[kind][1](stream), name, kind, allowance))
    raise UnreadableSource(
        name, f"is compressed more than {_MOST_LAYERS} times over", next_step="Unpack it first."
    )


class _Rejoined(io.RawIOBase):
    """A stream with the bytes that were already taken from it put back in front."""

    def __init__(self, first: bytes, rest: BinaryIO) -> None:
        self._first = first
        self._rest = rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        view = memoryview(buffer)
        data = self._first[: len(view)] if self._first else self._rest.read(len(view))
        self._first = self._first[len(view) :]
        view[: len(data)] = data
        return len(data)


class Counted(io.RawIOBase):
    """A stream whose bytes count as what was folded."""

    def __init__(self, stream: BinaryIO, allowance: Allowance) -> None:
        self._stream = stream
        self._allowance = allowance

    def readable(self) -> bool:
        """Says that it can be read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Reads into a buffer and counts."""
        view = memoryview(buffer)
        data = self._stream.read(len(view)) or b""
        self._allowance.folded += len(data)
        view[: len(data)] = data
        return len(data)


class _Checked:
    """A stream that unfolds: what comes out is counted, and what is broken is told clearly."""

    def __init__(self, stream: Any, name: str, kind: str, allowance: Allowance) -> None:
        self._stream = stream
        self._name = name
        self._kind = kind
        self._allowance = allowance

    def read(self, size: int) -> bytes:
        try:
            data: bytes = self._stream.read(size)
        except UnreadableSource:
            raise
        except MemoryError as error:
            raise self._broken(f"needs more than {_XZ_MEMORY >> 20} MiB to unfold") from error
        except (OSError, EOFError, ValueError, zlib.error, lzma.LZMAError) as error:
            raise self._broken(f"is a broken {self._kind} file ({error})") from error
        except Exception as error:  # zstandard's own error type, known only once it is imported
            if type(error).__name__ != "ZstdError":
                raise
            raise self._broken(f"is a broken {self._kind} file ({error})") from error
        self._allowance.take(len(data))
        return data

    def _broken(self, problem: str) -> UnreadableSource:
        return UnreadableSource(self._name, problem, next_step="Get the file again.")


class _Unfolder(io.RawIOBase):
    """A stream unfolded by an engine that tells the end of what it unfolds.

    For .xz, since lzma.LZMAFile takes as much memory as the file asks for; for .zst, since
    zstandard's own reader takes a file that was cut off for a whole one.
    """

    def __init__(self, stream: BinaryIO, engine: Callable[[], Any], feed: int) -> None:
        self._stream = stream
        self._new_engine = engine
        self._engine = engine()
        self._feed = feed
        self._folded = b""
        self._out = io.BytesIO()

    def read(self, size: int = -1) -> bytes:
        while not (data := self._out.read(size)):
            if self._engine.eof:
                self._folded = self._engine.unused_data or self._stream.read(self._feed)
                if not self._folded.strip(b"\0"):
                    return b""
                self._engine = self._new_engine()
            elif not self._folded:
                self._folded = self._stream.read(self._feed)
                if not self._folded:
                    raise EOFError("it ends too early")
            self._out = io.BytesIO(self._engine.decompress(self._folded))
            self._folded = b""
        return data


def _xz(stream: BinaryIO) -> Any:
    return _Unfolder(stream, lambda: lzma.LZMADecompressor(memlimit=_XZ_MEMORY), _FEED)


def _zstandard(stream: BinaryIO) -> Any:
    try:
        import zstandard  # type: ignore[import-not-found,unused-ignore]
    except ImportError as error:
        raise MissingExtra("zstandard", "zst", "reading .zst files") from error
    window = 2**31  # dumps of forums are packed with --long=31
    engine = zstandard.ZstdDecompressor(max_window_size=window)
    return _Unfolder(stream, engine.decompressobj, _FEED)


_KINDS: dict[str, tuple[bytes, Callable[[BinaryIO], Any]]] = {
    "gzip": (b"\x1f\x8b", lambda stream: gzip.GzipFile(fileobj=stream)),
    "bzip2": (b"BZh", lambda stream: bz2.BZ2File(stream)),
    "xz": (b"\xfd7zXZ\x00", _xz),
    "Zstandard": (b"\x28\xb5\x2f\xfd", _zstandard),
}
"""How each kind of compression begins, and what unfolds it."""


def _first_bytes(stream: BinaryIO) -> bytes:
    parts = []
    size = 0
    while size < _LONGEST_MAGIC and (data := stream.read(_LONGEST_MAGIC - size)):
        parts.append(data)
        size += len(data)
    return b"".join(parts)
