"""Bytes to text: encodings, oddities, and what is no text at all."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from threadlab.errors import UnreadableSource
from threadlab.readers.decode import decode

TEXT = "Grüße – “Ann” said no.\n"


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        codecs.BOM_UTF8 + TEXT.encode(),
        codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
        codecs.BOM_UTF32_LE + TEXT.encode("utf-32-le"),
        TEXT.replace("\n", "\r\n").encode(),
        TEXT.replace("\n", "\r").encode(),
    ],
)
def test_marked_and_utf8_texts_need_no_note(data: bytes):
    """What says its encoding, and UTF-8, is read without an assumption; line ends are one."""
    assert decode(data, "f") == (TEXT, ())


@pytest.mark.parametrize(
    ("data", "note"),
    [
        (TEXT.encode("cp1252"), "Windows-1252"),
        ("Caf\x81é au lait".encode("latin-1"), "1 bytes mean nothing in Windows-1252"),
        (TEXT.encode("utf-16-le"), "UTF-16-LE"),
        (TEXT.encode("utf-16-be"), "UTF-16-BE"),
        (b"a\x00b " + TEXT.encode(), "1 control characters (NUL among them)"),
        (b"half a pair \xed\xa0\x80 here", "1 lone surrogates were replaced"),
        (TEXT.encode("utf-32-le"), "UTF-32-LE"),
        (TEXT.encode("utf-32-be"), "UTF-32-BE"),
        ("Чай лучше, чем кофе.\nНет.".encode("utf-16-le"), "UTF-16-LE"),
        ("Чай лучше, чем кофе.\nНет.".encode("utf-16-be"), "UTF-16-BE"),
        ("Grüße\xff".encode() + b"\xff", "1 bytes that are not UTF-8"),
        ("Grüße".encode()[:-2], "bytes that are not UTF-8"),
        ("Über Äpfel\nund ".encode() + b"K\xe4se\n", "1 lines (the first is line 2)"),
        (codecs.BOM_UTF16_LE + "ab\ud800c".encode("utf-16-le", "surrogatepass"), "surrogates"),
    ],
)
def test_an_assumption_leaves_a_note(data: bytes, note: str):
    """Whatever had to be assumed, replaced or kept is told."""
    found = decode(data, "f")
    assert any(note in told for told in found.notes)
    found.text.encode()


def test_windows_letters_are_right():
    """Windows-1252 gives typographic quotes and umlauts back."""
    assert decode(TEXT.encode("cp1252"), "f").text == TEXT


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", "is empty"),
        (b" \r\n\t", "white space"),
        (codecs.BOM_UTF8, "white space"),
        (b"\x89PNG\r\n\x1a\n" + bytes(50), "PNG image"),
        (b"%PDF-1.7 ...", "PDF document"),
        (b"PK\x03\x04....", "ZIP archive"),
        (bytes(range(256)) * 4, "binary"),
    ],
)
def test_what_is_no_text_is_refused(data: bytes, problem: str):
    """The refusal names the file, says what it is, and what to do."""
    with pytest.raises(UnreadableSource, match=problem) as caught:
        decode(data, "f.txt")
    assert caught.value.source == "f.txt"
    assert caught.value.next_step


@given(st.binary() | st.text(st.characters()).map(lambda t: t.encode("utf-16", "surrogatepass")))
def test_any_bytes(data: bytes):
    """Any bytes are text that can be written again, or refused."""
    try:
        found = decode(data, "f")
    except UnreadableSource:
        return
    found.text.encode()
    assert "\r" not in found.text
