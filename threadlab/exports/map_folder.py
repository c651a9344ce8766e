"""A folder of argument maps: which there are, in which order, and the page that lists them."""

import re
from collections.abc import Iterable
from pathlib import Path

from threadlab.exports.html import HEAD_BYTES, Card, read_card
from threadlab.exports.saving import save_index

LEAST = 2
"""A list of fewer maps says nothing."""

_THREAD = '<meta name="description" content="threadlab-thread-'
_OURS = '<meta name="generator" content="threadlab '
_DIGITS = re.compile(r"(\d+)")


def list_maps(folder: Path, failures: Iterable[str] = ()) -> Path | None:
    """Writes the page that lists all maps of a folder, those of earlier runs, too.

    Args:
        folder: The folder.
        failures: What could not be mapped, and why.

    Returns:
        The page: index.html, or the next free name where that is somebody else's. None, and
        nothing is written, where there are fewer than two maps.

    Raises:
        OSError: A map cannot be read, or the list not be written.
    """
    maps = maps_in(folder)
    if len(maps) < LEAST:
        return None
    return save_index(maps, _free(folder), failures)


def maps_in(folder: Path) -> list[tuple[Card, str]]:
    """Finds the argument maps in a folder, whatever run wrote them.

    Args:
        folder: The folder.

    Returns:
        What each map says of itself, and its file name, by name; the numbers in names count.
    """
    names = sorted(
        (path.name for path in folder.glob("*.html") if path.is_file()),
        key=lambda name: (_natural(name), name),
    )
    heads = ((_head(folder / name), name) for name in names)
    return [(read_card(head, name), name) for head, name in heads if _THREAD in head]


def _free(folder: Path) -> Path:
    """The first name whose file is a list of ours, or is not there: no other is overwritten."""
    number = 1
    while True:
        path = folder / ("index.html" if number == 1 else f"index-{number}.html")
        if not path.exists():
            return path
        head = _head(path) if path.is_file() else ""
        if _OURS in head and _THREAD not in head:
            return path
        number += 1


def _head(path: Path) -> str:
    with path.open("rb") as file:
        return file.read(HEAD_BYTES).decode("utf-8", "replace")


def _natural(name: str) -> list[str | int]:
    """The key by which file-2 comes before file-10: words and numbers take turns."""
    return [int(part) if part.isdecimal() else part for part in _DIGITS.split(name)]
