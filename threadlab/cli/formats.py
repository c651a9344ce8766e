"""threadlab formats: what is read and written, and what a format leaves out."""

import argparse
import textwrap

from threadlab.cli.command import Command, Failures
from threadlab.errors import UnknownName

WIDTH = 90


def _takes(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "name",
        metavar="NAME",
        nargs="?",
        help="one of them: also what it leaves out, and what comes back when it is read",
    )


def _run(arguments: argparse.Namespace, _: Failures) -> None:
    from threadlab.pipeline import formats

    rows = formats()
    if arguments.name is not None:
        _one(arguments.name, rows)
        return
    widths = [max(len(row[key]) for row in rows) for key in ("name", "suffixes")]
    for direction in ("reads", "writes"):
        print(f"{direction}:")
        for row in rows:
            if row["direction"] == direction:
                name, suffixes = row["name"].ljust(widths[0]), row["suffixes"].ljust(widths[1])
                print(f"  {name}  {suffixes}  {row['description']}")


def _one(name: str, rows: list[dict[str, str]]) -> None:
    found = [row for row in rows if name in (row["name"], *row["suffixes"].split())]
    if not found:
        raise UnknownName("format", name, dict.fromkeys(row["name"] for row in rows))
    for row in found:
        print(f"{row['direction']} {row['name']} ({row['suffixes']})")
        told = (
            ("", row["description"]),
            ("leaves out: ", row.get("leaves_out")),
            ("read back: ", row.get("reads_back")),
        )
        for label, text in told:
            if text:
                lines = textwrap.wrap(
                    f"{label}{text}", WIDTH, initial_indent="  ", subsequent_indent="    "
                )
                print("\n".join(lines))


COMMAND = Command("formats", "list the formats that are read and written", _takes, _run)
