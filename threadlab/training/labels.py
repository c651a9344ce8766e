"""Reading labelled comments: files of JSON lines to examples.

Foreign schemes are mapped by table; where a scheme is silent the example says nothing (None),
never "no".
"""

import gzip
import json
import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from os import PathLike
from pathlib import Path
from typing import Any

from threadlab.corrections import holds_corrections, read_corrections
from threadlab.errors import UnreadableSource
from threadlab.markup import passages
from threadlab.scheme import STANCES, TYPES
from threadlab.training.examples import Example
from threadlab.training.schemes import hints, of_thread
from threadlab.training.splits import fingerprint, thread_key
from threadlab.training.texts import Texts

# "[…]" and "…[6 more quoted lines elided]…" stand for text that was cut from a row.
_CUT = re.compile(r"…?\[(?:…|\d+ more quoted lines elided)\]…?")
# Sources whose stances come from crowds that followed other instructions.
_OTHER_SCHEMES = ("debagreement/", "subreddit-agreement/")
SUFFIXES = (".jsonl", ".jsonl.gz")


def label_files(paths: Iterable[str | PathLike[str]]) -> list[Path]:
    """Lists the labelled files that are named, or lie in a folder that is named.

    Args:
        paths: Files and folders.

    Returns:
        The files, those of a folder in order of their names.

    Raises:
        UnreadableSource: One is missing, or a folder holds no such file.
    """
    found: list[Path] = []
    for path in map(Path, paths):
        inside = sorted(p for p in path.glob("*") if p.name.endswith(SUFFIXES))
        if path.is_dir() and inside:
            found += inside
        elif path.is_file():
            found.append(path)
        else:
            raise UnreadableSource(
                str(path),
                "there is no such file" if not path.is_dir() else "no labelled file lies in it",
                next_step=f"Name files that end in {' or '.join(SUFFIXES)}, or their folder, or a "
                "file of corrections.",
            )
    return found


def read_labels(
    paths: Iterable[str | PathLike[str]], texts: Iterable[str | PathLike[str]] = ()
) -> list[Example]:
    """Reads files of labelled comments.

    Args:
        paths: .jsonl or .jsonl.gz files in the form of labelled comments, or of threads whose
            comments are marked as attacks or not; or files of corrections. A row without text
            names its comment by "source", "thread" and "id".
        texts: Files where rows without text find theirs, see texts.Texts.

    Returns:
        The examples of all files. A comment that occurs twice counts once: rows labelled with
        types go before rows that only help.

    Raises:
        UnreadableSource: A file is missing or a line is no labelled comment, or names one that
            is not among the texts.
    """
    known = Texts(tuple(map(Path, texts)))
    examples: dict[tuple[str, str], Example] = {}
    for path in paths:
        for number, row in _rows(Path(path), known):
            example = _example(row, Path(path), number)
            place = (example.key, example.id)
            if place not in examples or examples[place].helping:
                examples[place] = example
    return list(examples.values())


def _rows(path: Path, texts: Texts) -> Iterator[tuple[int, Mapping[str, Any]]]:
    opener: Callable[..., Any] = gzip.open if path.suffix == ".gz" else open
    try:
        if holds_corrections(path):
            yield from _of_corrections(path)
            return
        with opener(path, "rt", encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                if not line.strip():
                    continue
                row = json.loads(line)
                if isinstance(row, dict) and "comments" in row:
                    yield from ((number, inner) for inner in of_thread(row))
                    continue
                if isinstance(row, dict) and _names_a_comment(row) and "text" not in row:
                    row = _completed(row, texts, path, number)
                if not isinstance(row, dict) or not isinstance(row.get("text"), str):
                    raise UnreadableSource(
                        str(path),
                        'not a labelled comment (it has no "text")',
                        place=f"line {number}",
                    )
                yield number, row
    except (OSError, EOFError) as error:
        raise UnreadableSource(
            str(path), f"cannot be read: {error}", next_step="Check the name of the file."
        ) from error
    except ValueError as error:
        raise UnreadableSource(
            str(path),
            f"is not JSON lines in UTF-8: {error}",
            next_step="Give one JSON object a line.",
        ) from error


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


def _names_a_comment(row: Mapping[str, Any]) -> bool:
    return "id" in row and bool(row.get("thread") or row.get("source"))


def _completed(row: Mapping[str, Any], texts: Texts, path: Path, number: int) -> Mapping[str, Any]:
    whole = texts.complete(row)
    if whole is None:
        of = row.get("thread") or row.get("source")
        raise UnreadableSource(
            str(path),
            f"has no text, and comment {row['id']} of {of} is not among the texts",
            place=f"line {number}",
            next_step="Name the files of threads that it was labelled in with --texts.",
        )
    return whole


def _example(row: Mapping[str, Any], path: Path, number: int) -> Example:
    quoted, own = voices(row["text"])
    if not own and "\n" not in row["text"].strip():
        quoted, own = _unflattened(quoted, row.get("parent_text") or "")
    answered = quoted or voices(row.get("parent_text") or row.get("previous_text") or "")[1]
    source = str(row.get("source") or "unknown")
    types, stance = row.get("types"), row.get("stance")
    unknown = [t for t in types or [] if t not in TYPES]
    if stance is not None and stance not in STANCES:
        unknown.append(stance)
    if unknown:
        raise UnreadableSource(
            str(path),
            f"unknown label {unknown[0]!r}",
            place=f"line {number}",
            next_step=f"There is: {', '.join(TYPES + STANCES)}.",
        )
    said = hints(row)
    return Example(
        id=str(row.get("id", number)),
        key=thread_key(source, row.get("thread"), answered, own),
        source=source,
        answered=answered,
        own=own,
        types=tuple(types) if types else None,
        stance=_stance(row),
        measured="sampling" not in row,
        helping=not types
        and (bool(said) or "mean_agreement" in row or source.startswith(_OTHER_SCHEMES)),
        hints=said,
        file=path.name,
    )


def _unflattened(line: str, parent: str) -> tuple[str, str]:
    """Parts a quote from the words after it where a source has made one line of the comment.

    The quote is as much of the line's beginning as stands in the parent; where nothing does, the
    line is taken for own words.

    Args:
        line: The words after ">".
        parent: The text of the parent.

    Returns:
        The words quoted, and the own words.
    """
    words = line.split()
    bare = [fingerprint(word) for word in words]
    said = [fingerprint(word) for word in parent.split()]
    longest = 0
    for start in range(len(said)):
        count = 0
        while count < len(bare) and said[start + count : start + count + 1] == [bare[count]]:
            count += 1
        longest = max(longest, count)
    if longest == len(words):
        return "", line
    return " ".join(words[:longest]), " ".join(words[longest:])


def _stance(row: Mapping[str, Any]) -> tuple[float, ...] | None:
    if "mean_agreement" in row:
        return _from_mean(float(row["mean_agreement"]))
    if row.get("stance") is None:
        return None
    share = float(row.get("votes", 1.0))
    rest = (1.0 - share) / (len(STANCES) - 1)
    return tuple(share if name == row["stance"] else rest for name in STANCES)


def _from_mean(mean: float) -> tuple[float, ...]:
    """Softens a mean crowd score: -5 (disagree) to 5 (agree), neutral within one of 0."""
    agree = 1 / (1 + math.exp(-(mean - 1) / 0.5))
    disagree = 1 / (1 + math.exp((mean + 1) / 0.5))
    by_name = {"agree": agree, "disagree": disagree, "neutral": 1 - agree - disagree}
    return tuple(by_name[name] for name in STANCES)


def voices(text: str) -> tuple[str, str]:
    """Parts the quoted from the own words of a row, as the reading of threads does.

    Args:
        text: The text of a row.

    Returns:
        The words quoted at first hand, and the own words; attributions, signatures and footers
        are neither.
    """
    whole = _CUT.sub("", text)
    found = passages(whole, "bbcode" if "[quote" in whole else "email")
    quoted = "\n".join(p.text for p in found if p.kind == "quote" and p.depth == 1)
    own = "\n".join(p.text for p in found if p.kind == "own")
    return quoted.strip(), own.strip()
