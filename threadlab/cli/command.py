"""What a command is: its name, its line of help, what it takes and what it does."""

import argparse
import sys
from collections.abc import Callable
from dataclasses import dataclass

from threadlab.errors import ThreadlabError


class Failures:
    """Says each failed input on stderr and remembers that there was one."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, error: ThreadlabError) -> None:
        """Takes one failure."""
        self.count += 1
        print(f"threadlab: {error}", file=sys.stderr)


@dataclass(frozen=True, slots=True)
class Command:
    """One command of the program.

    Attributes:
        name: The word that calls it.
        summary: What it does, in one line without a full stop.
        takes: Adds its arguments to a parser.
        run: Does it. Results go to stdout; failed inputs go to the Failures, so that the others
            are done.
    """

    name: str
    summary: str
    takes: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace, Failures], None]
