"""Bytes to text: which encoding, and a refusal that says what a file is when it is no text.

Byte order marks decide first, then the zero bytes of UTF-16 and UTF-32, then UTF-8 (which hardly
any other text passes for), then the likeliest of the older character sets, with a note.
"""

from typing import NamedTuple

from threadlab.errors import UnreadableSource
from threadlab.readers.declared import decode_declared as decode_declared
from threadlab.readers.mojibake import unscrambled
from threadlab.readers.unmarked import BOMS, surrogates_note, unescaped
from threadlab.readers.unmarked import decode_unmarked as decode_unmarked
from threadlab.text import clean, count_controls, count_surrogates

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"RIFF", "a sound, image or video file"),
    (b"%PDF-", "a PDF document"),
    (b"PK\x03\x04", "a ZIP archive or an office document"),
    (b"\x1f\x8b", "a gzip file"),
    (b"BZh", "a bzip2 file"),
    (b"\xfd7zXZ\x00", "an xz file"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90\x00", "a program"),
    (b"\xca\xfe\xba\xbe", "a program"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"PAR1", "a Parquet table"),
    (b"OggS", "a sound or video file"),
    (b"ID3", "a sound file"),
    (b"\x00\x00\x00\x18ftyp", "a video file"),
    (b"\xd0\xcf\x11\xe0", "an office document"),
    (b"bplist00", "a web archive of Safari (save the page as its source) or a property list"),
)
_MOST_CONTROLS = 0.02  # a text with more control characters than this share is none
_WIDE = ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
_BLANKS = " \n,.\u3001\u3002\uff0c"
_FEWEST_BLANKS = 0.02  # the words of no script are, on the average, longer than fifty letters
_SAMPLE = 65536
_PASTE = "Give the text of the thread: copy it from the page into a .txt file."


class Decoded(NamedTuple):
    """A text and what had to be assumed to read it."""

    text: str
    notes: tuple[str, ...]


def decode(data: bytes, source: str) -> Decoded:
    """Turns the bytes of a text file into text.

    Args:
        data: The whole file.
        source: Its name, for errors.

    Returns:
        The text, its line ends all "\\n", without byte order mark; and notes.

    Raises:
        UnreadableSource: The file is empty or is not text.
    """
    if not data:
        raise UnreadableSource(source, "is empty", next_step="Save the thread's text in it first.")
    text, notes = _decoded(data, _encoding(data, source))
    if not text.strip("\ufeff \t\r\n\f\v\u00a0"):
        raise UnreadableSource(
            source, "holds nothing but white space", next_step="Save the thread's text in it first."
        )
    controls = count_controls(text[:_SAMPLE])
    if controls > _MOST_CONTROLS * min(len(text), _SAMPLE) + 2:
        raise UnreadableSource(source, "is not text but binary data", next_step=_PASTE)
    text, put_right = unscrambled(unify_line_ends(text))
    return Decoded(text, (*notes, *put_right, *oddities(text)))


def decode_head(data: bytes, source: str) -> str:
    """Turns the beginning of a file into text, to find out what the file is.

    Raises:
        UnreadableSource: It is known not to be text.
    """
    text, _ = _decoded(data, _encoding(data, source))
    return unify_line_ends(text)


def _encoding(data: bytes, source: str) -> str | None:
    encoding = _by_mark(data)
    if encoding is None:
        _refuse_known_binary(data, source)
        encoding = _by_zeros(data[:_SAMPLE])
    return encoding


def oddities(text: str) -> tuple[str, ...]:
    """Notes the control characters of a text, which are kept."""
    controls = count_controls(text)
    if not controls:
        return ()
    nul = " (NUL among them)" if "\0" in text else ""
    return (f"{controls} control characters{nul} stand in the text; they were kept",)


def unify_line_ends(text: str) -> str:
    """Makes every line end a single line feed."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _by_mark(data: bytes) -> str | None:
    return next((name for mark, name in BOMS.items() if data.startswith(mark)), None)


def _refuse_known_binary(data: bytes, source: str) -> None:
    for magic, what in _MAGIC:
        if data.startswith(magic):
            raise UnreadableSource(source, f"looks like {what} and is not text", next_step=_PASTE)


def _by_zeros(sample: bytes) -> str | None:
    """Tells UTF-16 and UTF-32 without mark: read so, spaces and line ends are where they belong."""
    if b"\0" not in sample:
        return None
    scores = {codec: _share_of_blanks(sample, codec) for codec in _WIDE}
    best = max(_WIDE, key=lambda codec: scores[codec])
    return best if scores[best] > _FEWEST_BLANKS else None


def _share_of_blanks(sample: bytes, codec: str) -> float:
    """Counts blanks and stops among the characters; 0 where they are no text."""
    width = 4 if "32" in codec else 2
    text = sample[: len(sample) // width * width].decode(codec, "replace")
    strange = sum(c == "\0" or not (c.isprintable() or c in "\t\r\n") for c in text)
    if not text or strange > _MOST_CONTROLS * len(text) + 1:
        return 0.0
    return sum(text.count(c) for c in _BLANKS) / len(text)


def _decoded(data: bytes, encoding: str | None) -> tuple[str, list[str]]:
    if encoding is None:
        return unescaped(data) or decode_unmarked(data)
    try:
        text = data.decode(encoding, "replace" if encoding == "utf-8" else "surrogatepass")
    except UnicodeDecodeError:  # ends within a letter, or holds what is no letter
        text = data.decode(encoding, "replace")
    marked = text.startswith("\ufeff")
    notes = [] if marked else [f"read as {encoding.upper()}, told by its zero bytes"]
    text = text[1:] if marked else text
    if count_surrogates(text):
        notes.append(surrogates_note(text))
    elif "\ufffd" in text:
        notes.append(f"{text.count(chr(0xFFFD))} replacement characters stand in the text")
    return clean(text), notes
