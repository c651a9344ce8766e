"""threadlab formats: what is read and written."""

import argparse

from threadlab.cli.command import Command, Failures


def _takes(_: argparse.ArgumentParser) -> None:
    pass


def _run(_: argparse.Namespace, __: Failures) -> None:
    from threadlab.pipeline import formats

    rows = formats()
    widths = [max(len(row[key]) for row in rows) for key in ("name", "suffixes")]
    for direction in ("reads", "writes"):
        print(f"{direction}:")
        for row in rows:
            if row["direction"] == direction:
                name, suffixes = row["name"].ljust(widths[0]), row["suffixes"].ljust(widths[1])
                print(f"  {name}  {suffixes}  {row['description']}")


COMMAND = Command("formats", "list the formats that are read and written", _takes, _run)
