"""Files of labelled comments -> checked rows, each with its place for what is refused."""

import gzip
import json
import math
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from threadlab.corrections import holds_corrections, read_corrections
from threadlab.errors import UnreadableSource
from threadlab.scheme import STANCES, TYPES
from threadlab.training.schemes import of_thread
from threadlab.training.texts import Texts

_FORM = 'Give one JSON object a line, such as {"text": "No.", "types": ["claim"], "thread": "7"}.'


@dataclass(frozen=True, slots=True)
class Row:
    """A labelled comment as its file has it.

    Attributes:
        told: Its fields; they are of the right kinds and name labels that there are.
        path: The file.
        number: Of its line, from 1.
    """

    told: Mapping[str, Any]
    path: Path
    number: int

    @property
    def id(self) -> str:
        """As in its file; without one, its place, which is no other row's."""
        told = self.told.get("id")
        return f"{self.path}:{self.number}" if told is None else str(told)


def rows_of(path: Path, texts: Texts) -> Iterator[Row]:
    """Reads the rows of a file.

    Args:
        path: JSON lines, or a file of corrections.
        texts: Where rows without text find theirs.

    Yields:
        Its rows in order.

    Raises:
        UnreadableSource: The file cannot be read, or a line is no labelled comment.
    """
    for number, told in _told(path, texts):
        problem = _problem(told)
        if problem is not None:
            raise _refusal(path, number, *problem)
        yield Row(told, path, number)


def _told(path: Path, texts: Texts) -> Iterator[tuple[int, Mapping[str, Any]]]:
    opener: Callable[..., Any] = gzip.open if path.suffix == ".gz" else open
    try:
        if holds_corrections(path):
            yield from _of_corrections(path)
            return
        # As bytes: a decoder of the whole file would not say which line it fails in.
        with opener(path, "rb") as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    yield from ((number, row) for row in _of_line(line, path, number, texts))
    except (OSError, EOFError, zlib.error) as error:
        raise UnreadableSource(
            str(path), f"cannot be read: {error}", next_step="Check the name of the file."
        ) from error


def _of_line(line: bytes, path: Path, number: int, texts: Texts) -> Iterator[Mapping[str, Any]]:
    try:
        # Some editors begin a file with a byte order mark.
        row = json.loads(line.decode("utf-8-sig" if number == 1 else "utf-8"))
    except json.JSONDecodeError as error:
        problem = f"is not JSON: {error.msg}, at character {error.pos + 1}"
        raise _refusal(path, number, problem, _FORM) from error
    except UnicodeDecodeError as error:
        raise _refusal(path, number, f"is not in UTF-8: {error}", _FORM) from error
    except (ValueError, RecursionError) as error:
        raise _refusal(path, number, f"cannot be read: {error}", _FORM) from error
    if not isinstance(row, dict):
        raise _refusal(path, number, "is no JSON object", _FORM)
    if "comments" in row:
        comments = row["comments"]
        if not isinstance(comments, list) or not all(isinstance(c, dict) for c in comments):
            problem = 'has "comments" that are no list of JSON objects'
            raise _refusal(path, number, problem, "Give threads as threadlab export writes them.")
        yield from of_thread(row)
    elif "text" not in row and "id" in row and (row.get("thread") or row.get("source")):
        yield _completed(row, texts, path, number)
    else:
        yield row


def _completed(row: Mapping[str, Any], texts: Texts, path: Path, number: int) -> Mapping[str, Any]:
    whole = texts.complete(row)
    if whole is None:
        of = row.get("thread") or row.get("source")
        raise _refusal(
            path,
            number,
            f"has no text, and comment {row['id']} of {of} is not among the texts",
            "Name the files of threads that it was labelled in with --texts.",
        )
    return whole


def _of_corrections(path: Path) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """The corrected comments as rows; one of which only the parent was corrected has no label."""
    for number, one in enumerate(read_corrections(path), 1):
        if not one.types and one.stance is None:
            continue
        if one.text is None:
            raise UnreadableSource(
                str(path),
                'has no "text", from which a model could learn',
                place=f"correction {number}",
                next_step="Download the corrections from the map again.",
            )
        yield (
            number,
            {
                "id": one.comment,
                "thread": f"corrections/{one.thread}",
                "source": "corrections",
                "text": one.text,
                "parent_text": one.answered,
                "types": list(one.types) or None,
                "stance": one.stance,
                # People correct what they come upon: no random sample, on which to measure.
                "sampling": "corrections",
            },
        )


def _refusal(path: Path, number: int, problem: str, next_step: str) -> UnreadableSource:
    return UnreadableSource(str(path), problem, place=f"line {number}", next_step=next_step)


def _problem(row: Mapping[str, Any]) -> tuple[str, str] | None:
    """What is wrong with a row and what to do about it; None: nothing."""
    if not isinstance(row.get("text"), str):
        said = 'it has no "text"' if row.get("text") is None else 'its "text" is no text'
        return f"is not a labelled comment ({said})", _FORM
    return _wrong_words(row) or _wrong_labels(row) or _wrong_numbers(row)


def _wrong_words(row: Mapping[str, Any]) -> tuple[str, str] | None:
    for name in ("parent_text", "previous_text"):
        if not isinstance(row.get(name), str | None):
            return f'has a "{name}" that is no text', "Give the words answered, or null."
    for name in ("id", "thread", "source"):
        value = row.get(name)
        # A number does as a name; true, false and NaN are numbers to Python.
        named = isinstance(value, str | None) or _number(value) is not None
        if not named or isinstance(value, bool):
            return f'has as "{name}" neither a text nor a number', "Give a name, or leave it out."
    return None


def _wrong_labels(row: Mapping[str, Any]) -> tuple[str, str] | None:
    types, stance = row.get("types"), row.get("stance")
    if not isinstance(types, list | None):
        return (
            f'has "types" that are no list: {json.dumps(types)}',
            'Give a list, the primary type first, such as "types": ["claim"].',
        )
    unknown = [label for label in types or () if label not in TYPES]
    unknown += [stance] if stance is not None and stance not in STANCES else []
    if not unknown:
        return None
    return f"has an unknown label {unknown[0]!r}", f"There is: {', '.join(TYPES + STANCES)}."


def _wrong_numbers(row: Mapping[str, Any]) -> tuple[str, str] | None:
    # "attack" is a number where a crowd scored the tone, beside the mean of its stances.
    names = ["mean_agreement", "attack"] if "mean_agreement" in row else []
    for name in (*names, "ad_hominem", "votes"):
        value = row.get(name)
        if name not in row or (value is None and name in ("attack", "votes")):
            continue
        number = _number(value)
        if number is None:
            return f'has as "{name}" no number', "Give a number, or leave it out."
        if name == "votes" and not 0 <= number <= 1:
            problem = f'has "votes" of {number:g}'
            return problem, "Give the share of the votes for the stance, from 0 to 1."
    return None


def _number(value: object) -> float | None:
    try:
        number = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None
