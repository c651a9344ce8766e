"""The command line: each command is one call of a public function.

Results go to stdout, warnings, errors and progress to stderr. Exit codes: 0 all well, 1 some
inputs failed (named; the others were done), 2 wrong usage.
"""

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from threadlab import __version__
from threadlab.errors import ThreadlabError, UnknownName

Command = Callable[[argparse.Namespace, "Failures"], None]


class Failures:
    """Says each failed input on stderr and remembers that there was one."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, error: ThreadlabError) -> None:
        """Takes one failure."""
        self.count += 1
        print(f"threadlab: {error}", file=sys.stderr)


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
    arguments = _parser().parse_args(argv)
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


# --- what the commands do ------------------------------------------------------------------------


def _map(arguments: argparse.Namespace, failures: Failures) -> None:
    from threadlab.exports import report
    from threadlab.maps import save_maps

    pages = save_maps(
        _progress(arguments.files, "threads"),
        arguments.out,
        model=arguments.model,
        on_error=failures,
        **_options(arguments),
    )
    for count, page in enumerate(pages):
        if count:
            print()
        print(report(page.thread, page.source))
        print(f"  map         {page.path}")


def _show(arguments: argparse.Namespace, failures: Failures) -> None:
    from threadlab.exports import outline
    from threadlab.pipeline import analyze_all

    colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ
    options = _options(arguments)
    for thread in analyze_all(arguments.files, model=arguments.model, on_error=failures, **options):
        print(outline(thread, width=arguments.width, colour=colour))


def _export(arguments: argparse.Namespace, failures: Failures) -> None:
    from threadlab.exports import save_all
    from threadlab.pipeline import analyze_all
    from threadlab.readers import read_all

    if arguments.as_read:
        threads = read_all(arguments.file, on_error=failures, **_options(arguments))
    else:
        threads = analyze_all(
            arguments.file, model=arguments.model, on_error=failures, **_options(arguments)
        )
    save_all(threads, arguments.out, suffix=arguments.to)


def _formats(_: argparse.Namespace, __: Failures) -> None:
    from threadlab.pipeline import formats

    rows = formats()
    widths = [max(len(row[key]) for row in rows) for key in ("name", "suffixes")]
    for direction in ("reads", "writes"):
        print(f"{direction}:")
        for row in rows:
            if row["direction"] == direction:
                name, suffixes = row["name"].ljust(widths[0]), row["suffixes"].ljust(widths[1])
                print(f"  {name}  {suffixes}  {row['description']}")


def _train(arguments: argparse.Namespace, _: Failures) -> None:
    from threadlab.training import train

    folder = train(
        arguments.what,
        arguments.data,
        out=arguments.out,
        from_model=arguments.base,
        leave_out=arguments.leave_out,
    )
    print(folder)


def _evaluate(arguments: argparse.Namespace, _: Failures) -> None:
    if arguments.what != "replies":
        for option in ("figure", "report", "threads"):
            if getattr(arguments, option) is not None:
                arguments.usage(f"--{option} is for replies")
    elif arguments.report and arguments.boundaries:
        arguments.usage("--report scores flattened files with and without boundaries")
    if arguments.report:
        _report(arguments)
        return
    from threadlab.evaluation import evaluate, save_figure, table
    from threadlab.evaluation.figure import check_suffix

    if arguments.figure:
        check_suffix(Path(arguments.figure))
    scores = evaluate(
        arguments.what,
        arguments.files,
        boundaries=arguments.boundaries or "lost",
        model=arguments.model,
        all_rows=arguments.all,
        part=arguments.part,
        threads=arguments.threads,
        progress=_bar,
    )
    if arguments.figure:
        save_figure(scores, arguments.figure)
    print(json.dumps(scores, indent=1) if arguments.json else table(scores))


def _report(arguments: argparse.Namespace) -> None:
    from threadlab.evaluation import table, write_report
    from threadlab.evaluation.gold import Selection

    found = write_report(
        arguments.files,
        arguments.report,
        model=arguments.model,
        selection=Selection(arguments.part, arguments.threads, _bar),
        figure=arguments.figure,
    )
    if arguments.json:
        print(json.dumps(found, indent=1))
    else:
        print("\n\n".join(f"{name}\n{table(scores)}" for name, scores in found.items()))


def _bar(things: Iterable[Any], count: int | None) -> Iterable[Any]:
    """Shows how far a loop over threads is where somebody sees it."""
    if not sys.stderr.isatty():
        return things
    from tqdm import tqdm

    bar: Iterable[Any] = tqdm(things, total=count, unit=" threads", file=sys.stderr)
    return bar


def _positive(text: str) -> int:
    """Reads a number of at least one."""
    if not (text.isdecimal() and 1 <= int(text) <= 10**9):
        raise argparse.ArgumentTypeError("give a number of at least 1")
    return int(text)


def _bench(arguments: argparse.Namespace, _: Failures) -> None:
    from threadlab.benchmark import FULL_SIZES, SIZES, as_markdown, bench

    sizes = arguments.sizes or (FULL_SIZES if arguments.full else SIZES)
    found = bench(
        sizes,
        only=arguments.only,
        memory=not arguments.no_memory,
        progress=lambda inputs: _progress(inputs, "inputs"),
    )
    text = json.dumps(found, indent=1) + "\n" if arguments.json else as_markdown(found)
    if arguments.out == "-":
        print(text, end="")
        return
    from threadlab.exports.writing import write_whole

    write_whole(Path(arguments.out), [text.encode()])


def _sizes(text: str) -> tuple[int, ...]:
    """Reads "10000,100000"."""
    if not all(part.isdecimal() and 100 <= int(part) <= 10**8 for part in text.split(",")):
        raise argparse.ArgumentTypeError("give sizes from 100 to 100000000, parted by commas")
    return tuple(map(int, text.split(",")))


def _options(arguments: argparse.Namespace) -> dict[str, Any]:
    """What was said on the command line about how to read."""
    return {"format": arguments.format, "columns": arguments.columns, "join": arguments.join}


def _columns(text: str) -> dict[str, str]:
    """Reads "author=speaker,body=txt"."""
    pairs = [pair.partition("=") for pair in text.split(",")]
    if not all(field.strip() and column.strip() for field, _, column in pairs):
        raise argparse.ArgumentTypeError("give FIELD=COLUMN, several parted by commas")
    return {field.strip(): column.strip() for field, _, column in pairs}


def _progress(files: Sequence[Any], unit: str) -> Any:
    """Wraps files in a progress bar where somebody sees it: many files, stderr a terminal."""
    if len(files) < 2 or not sys.stderr.isatty():
        return files
    from tqdm import tqdm

    return tqdm(files, unit=f" {unit}", file=sys.stderr)


# --- what they take ------------------------------------------------------------------------------


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="threadlab",
        description="From a forum thread to a checked argument map: who answers whom, what kind "
        "of argument each comment makes, and where the disagreement runs. Offline.",
        epilog="A FILE may be '-' for standard input. Exit codes: 0 all well, 1 some inputs "
        "failed (they are named, the others are done), 2 wrong usage.",
    )
    parser.add_argument("--version", action="version", version=f"threadlab {__version__}")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)

    sub = _command(commands, "map", _map, "write an HTML argument map for each thread")
    sub.add_argument(
        "files",
        metavar="FILE",
        nargs="+",
        help="threads to map: files, folders, patterns, archives",
    )
    sub.add_argument(
        "-o",
        "--out",
        metavar="DIR",
        default="reports",
        help="folder for the pages (default: reports)",
    )
    _reading(sub)

    sub = _command(commands, "show", _show, "print the rebuilt thread as a tree")
    sub.add_argument("files", metavar="FILE", nargs="+", help="threads to show")
    sub.add_argument("--width", type=int, metavar="N", help="columns (default: the terminal's)")
    _reading(sub)

    sub = _command(commands, "export", _export, "write threads in another format")
    sub.add_argument("file", metavar="FILE", help="what to read")
    sub.add_argument(
        "--to", metavar="FORMAT", required=True, help="one of those that 'threadlab formats' lists"
    )
    sub.add_argument("-o", "--out", metavar="FILE", default="-", help="default: standard output")
    sub.add_argument(
        "--as-read", action="store_true", help="do not rebuild and classify, only read"
    )
    _reading(sub)

    _command(commands, "formats", _formats, "list the formats that are read and written")

    sub = _command(commands, "train", _train, "train a model on labelled data")
    sub.add_argument("what", choices=("types", "stance", "all", "replies"))
    sub.add_argument("data", metavar="DATA", nargs="+", help="labelled files or folders")
    sub.add_argument("--from", dest="base", metavar="MODEL", help="model folder to start from")
    sub.add_argument("--leave-out", metavar="SOURCE", help="train without this source")
    sub.add_argument(
        "-o", "--out", metavar="DIR", required=True, help="folder for the trained model"
    )

    _evaluation(_command(commands, "evaluate", _evaluate, "score a model on labelled files"))

    sub = _command(commands, "bench", _bench, "measure speed, and growth on inputs made to be hard")
    sub.add_argument("--only", metavar="NAME", help="one markup or reader (default: all)")
    sub.add_argument(
        "--sizes",
        type=_sizes,
        metavar="N,…",
        help="characters (default: 10000,100000,1000000; takes a quarter of an hour)",
    )
    sub.add_argument("--full", action="store_true", help="inputs of 10 MB, too")
    sub.add_argument("--no-memory", action="store_true", help="leave out what takes its time")
    sub.add_argument("--json", action="store_true", help="print JSON")
    sub.add_argument("-o", "--out", metavar="FILE", default="-", help="default: standard output")
    return parser


def _command(commands: Any, name: str, run: Command, summary: str) -> argparse.ArgumentParser:
    sub: argparse.ArgumentParser = commands.add_parser(
        name, help=summary, description=f"{summary[0].upper()}{summary[1:]}."
    )
    sub.set_defaults(run=run)
    return sub


def _evaluation(sub: argparse.ArgumentParser) -> None:
    sub.set_defaults(usage=sub.error)
    sub.add_argument("what", choices=("replies", "types", "stance"))
    sub.add_argument(
        "files",
        metavar="FILE",
        nargs="+",
        help="files with the right answers; replies: threads that state parents, in any format "
        "that is read, or flattened threads",
    )
    sub.add_argument(
        "--boundaries",
        choices=("given", "lost"),
        help="of flattened threads: tell where comments begin, or not (default)",
    )
    sub.add_argument("--model", metavar="DIR", help="folder of a model (default: the shipped one)")
    sub.add_argument(
        "--part",
        choices=("all", "train", "valid", "test"),
        default="all",
        help="only threads of this part of the split; test was not trained on (default: all)",
    )
    sub.add_argument(
        "--threads",
        metavar="N",
        type=_positive,
        help="of replies: at most N threads a source, the first ones",
    )
    sub.add_argument("--all", action="store_true", help="score rows marked 'sampling', too")
    sub.add_argument("--json", action="store_true", help="print the scores as JSON")
    sub.add_argument(
        "--figure",
        metavar="FILE",
        help="of replies: draw calibration and coverage (.png or .svg)",
    )
    sub.add_argument(
        "--report",
        metavar="FILE.md",
        help="of replies: write the scores in every situation, with FILE.json beside it",
    )


def _reading(sub: argparse.ArgumentParser) -> None:
    sub.add_argument(
        "--format", metavar="NAME", help="how to read the input (default: found by content)"
    )
    sub.add_argument(
        "--columns",
        metavar="FIELD=COLUMN,…",
        type=_columns,
        help="for tables: which column holds author, body, id, parent, date, thread, title "
        "(default: guessed from their names)",
    )
    sub.add_argument(
        "--join",
        action="store_true",
        help="take saved pages that name no topic for one thread, in order of their names",
    )
    sub.add_argument("--model", metavar="DIR", help="folder of a model (default: the shipped one)")


if __name__ == "__main__":
    sys.exit(main())
