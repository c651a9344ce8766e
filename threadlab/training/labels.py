"""Reading labelled comments: files of JSON lines to examples.

Foreign schemes are mapped by table; where a scheme is silent the example says nothing (None),
never "no".
"""

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from os import PathLike
from pathlib import Path
from typing import Any

from threadlab.errors import UnreadableSource
from threadlab.markup import passages
from threadlab.scheme import STANCES
from threadlab.training.examples import Example
from threadlab.training.label_rows import Row, rows_of
from threadlab.training.schemes import hints
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
        types go before rows that only help, and what one row does not say of types or stance
        another one may.

    Raises:
        UnreadableSource: A file is missing or a line is no labelled comment, or names one that
            is not among the texts.
    """
    known = Texts(tuple(map(Path, texts)))
    examples: dict[tuple[str, str], Example] = {}
    for path in paths:
        for row in rows_of(Path(path), known):
            example = _example(row)
            place = (example.key, example.id)
            earlier = examples.get(place)
            if earlier is None or earlier.helping:
                examples[place] = example
            elif not example.helping:
                examples[place] = _joined(earlier, example)
    return list(examples.values())


def _joined(first: Example, second: Example) -> Example:
    """What two rows by our scheme say of one comment; where both speak, the first one counts."""
    types, stance = first.types or second.types, first.stance or second.stance
    # Other words under the same name are another comment, whose labels are not this one's.
    if (types, stance) == (first.types, first.stance) or fingerprint(first.own) != fingerprint(
        second.own
    ):
        return first
    return replace(
        first,
        types=types,
        stance=stance,
        # In a random sample only if each of its labels is.
        measured=first.measured and second.measured,
        files=tuple(dict.fromkeys(first.files + second.files)),
    )


def _example(row: Row) -> Example:
    told = row.told
    quoted, own = voices(told["text"])
    if not own and "\n" not in told["text"].strip():
        quoted, own = _unflattened(quoted, told.get("parent_text") or "")
    answered = quoted or voices(told.get("parent_text") or told.get("previous_text") or "")[1]
    source = str(told.get("source") or "unknown")
    types = tuple(dict.fromkeys(told.get("types") or ()))
    said = hints(told)
    return Example(
        id=row.id,
        key=thread_key(source, told.get("thread"), answered, own),
        source=source,
        answered=answered,
        own=own,
        types=types or None,
        stance=_stance(told),
        measured="sampling" not in told,
        helping=not types
        and (bool(said) or "mean_agreement" in told or source.startswith(_OTHER_SCHEMES)),
        hints=said,
        files=(str(row.path),),
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
    votes = row.get("votes")
    share = 1.0 if votes is None else float(votes)
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
