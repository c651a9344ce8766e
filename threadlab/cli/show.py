"""threadlab show: the rebuilt thread as a tree."""

import argparse
import os
import sys
from collections.abc import Sequence

from threadlab.cli.command import Command, Failures
from threadlab.cli.options import (
    add_pseudonyms,
    add_reading,
    analysing,
    model,
    pseudonyms,
    reading,
)


def _takes(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", metavar="FILE", nargs="+", help="threads to show")
    parser.add_argument("--width", type=int, metavar="N", help="columns (default: the terminal's)")
    parser.add_argument(
        "--explain",
        metavar="ID",
        help="instead of the tree: which sentences of this comment speak for its labels (its id, "
        "or its number in the tree)",
    )
    add_pseudonyms(parser)
    add_reading(parser)


def _run(arguments: argparse.Namespace, failures: Failures) -> None:
    if arguments.explain is not None:
        _explain(arguments, failures)
        return
    from threadlab.exports import outline
    from threadlab.pipeline import analyze_all

    colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ
    options = analysing(arguments)
    threads = analyze_all(arguments.files, on_error=failures, **options)
    names = pseudonyms(arguments)
    for thread in map(names.replace, threads) if names else threads:
        print(outline(thread, width=arguments.width, colour=colour, model=options["model"]))


def _explain(arguments: argparse.Namespace, failures: Failures) -> None:
    """Explains the comment of this id, or else of this number, in each thread that has it."""
    from threadlab.corrections import correct, gather
    from threadlab.errors import UnknownName
    from threadlab.explaining import explain
    from threadlab.readers import read_each
    from threadlab.replies import rebuild

    wanted, chosen, names = arguments.explain, model(arguments), pseudonyms(arguments)
    known = gather(arguments.corrections)
    found = False
    for source in read_each(arguments.files, on_error=failures, **reading(arguments)):
        # The other comments need no labels.
        for rebuilt in map(rebuild, source.threads):
            placed = correct(rebuilt, known)
            thread = names.replace(placed) if names else placed
            comment = _named(wanted, [comment.id for comment in thread.comments])
            if comment is not None:
                print(("\n" if found else "") + str(explain(thread, comment, model=chosen)))
                found = True
    if not found and not failures.count:
        raise UnknownName("comment", wanted, ("an id, or a number that the tree shows",))


def _named(wanted: str, ids: Sequence[str]) -> str | None:
    """The comment of this id, or else of this number; None: there is none."""
    if wanted in ids:
        return wanted
    number = int(wanted) if wanted.isdecimal() and len(wanted) < 10 else 0
    return ids[number - 1] if 1 <= number <= len(ids) else None


COMMAND = Command("show", "print the rebuilt thread as a tree", _takes, _run)
