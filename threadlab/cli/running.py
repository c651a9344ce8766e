"""main: reads the command line, runs a command, gives the exit code.

Results go to stdout, warnings, errors and progress to stderr. Exit codes: 0 all well, 1 some
inputs failed (named; the others were done), 2 wrong usage.
"""

import argparse
import os
import sys
from collections.abc import Sequence

from threadlab import __version__
from threadlab.cli.command import Failures
from threadlab.cli.commands import COMMANDS
from threadlab.errors import ThreadlabError, UnknownName


def main(argv: Sequence[str] | None = None) -> int:
    """Runs a command.

    Args:
        argv: Words after the program's name; None: those of the process.

    Returns:
        The exit code.
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    arguments = parser().parse_args(argv)
    failures = Failures()
    try:
        arguments.run(arguments, failures)
        sys.stdout.flush()
    except UnknownName as error:
        print(f"threadlab: {error}", file=sys.stderr)
        return 2
    except ThreadlabError as error:
        failures(error)
    except OSError as error:
        if isinstance(error, BrokenPipeError):
            # Whoever read our output has seen enough; that is no failure of ours.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return 0
        print(f"threadlab: {error.filename or 'file'}: {error.strerror}", file=sys.stderr)
        failures.count += 1
    except KeyboardInterrupt:
        print("threadlab: stopped", file=sys.stderr)
        return 130
    return 1 if failures.count else 0


def parser() -> argparse.ArgumentParser:
    """Builds the parser of all COMMANDS."""
    whole = argparse.ArgumentParser(
        prog="threadlab",
        description="From a forum thread to a checked argument map: who answers whom, what kind "
        "of argument each comment makes, and where the disagreement runs. Offline.",
        epilog="A FILE may be '-' for standard input. Exit codes: 0 all well, 1 some inputs "
        "failed (they are named, the others are done), 2 wrong usage.",
    )
    whole.add_argument("--version", action="version", version=f"threadlab {__version__}")
    rooms = whole.add_subparsers(metavar="COMMAND", required=True)
    for command in COMMANDS:
        summary = command.summary
        sub: argparse.ArgumentParser = rooms.add_parser(
            command.name, help=summary, description=f"{summary[0].upper()}{summary[1:]}."
        )
        # Some combinations of options are wrong in ways that argparse cannot say.
        sub.set_defaults(run=command.run, usage=sub.error)
        command.takes(sub)
    return whole
