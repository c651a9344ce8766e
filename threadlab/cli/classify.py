"""threadlab classify: many sources into a Parquet data set."""

import argparse
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from threadlab.cli.command import Command, Failures
from threadlab.cli.options import add_pseudonyms, add_reading, analysing, positive

if TYPE_CHECKING:
    from threadlab.batch import Batch


def _takes(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "paths",
        metavar="PATH",
        nargs="*",
        help="what to classify: files, folders, patterns, archives, also in object stores "
        "(s3://bucket/folder)",
    )
    parser.add_argument(
        "-o",
        "--out",
        metavar="DIR",
        required=True,
        help="folder of the results, also in an object store (s3://bucket/out); what is done "
        "there is not done again",
    )
    parser.add_argument(
        "--retry-failed",
        action="store_true",
        help="instead of PATH: the files that gave no result the last time",
    )
    parser.add_argument(
        "--watch",
        action="store_true",
        help="go on and classify what comes into PATH, until stopped (Ctrl-C or SIGTERM)",
    )
    parser.add_argument(
        "--workers",
        metavar="N",
        type=positive,
        help="processes that read and rebuild beside the model (default: one of four processors); "
        "with --ray: actors that rebuild and classify (default: one a processor)",
    )
    parser.add_argument(
        "--ray",
        metavar="ADDRESS",
        help="rebuild and classify on a Ray cluster: host:port, auto (the one this machine is "
        "part of) or local (one that is started for this run)",
    )
    add_pseudonyms(parser)
    add_reading(parser)


def _run(arguments: argparse.Namespace, failures: Failures) -> None:
    if bool(arguments.paths) == arguments.retry_failed:
        arguments.usage("give PATHs, or --retry-failed for those of the last time")
    if arguments.watch and arguments.retry_failed:
        arguments.usage("--watch reads PATHs; --retry-failed does not")
    if arguments.watch and arguments.ray:
        arguments.usage("--watch works on this machine alone; with --ray, run it again instead")
    from threadlab.batch import classify_files, watch_files

    with _stopped_cleanly(), _bar() as advance:
        options = {
            "workers": arguments.workers,
            "on_error": failures,
            "advance": advance,
            "pseudonyms": arguments.pseudonyms,
            **analysing(arguments),
        }
        if not arguments.watch:
            again = arguments.retry_failed
            options |= {"retry_failed": again, "ray": arguments.ray}
            _say(classify_files(arguments.paths, arguments.out, **options))
            return
        print("threadlab: watching; stop with Ctrl-C", file=sys.stderr)
        with suppress(KeyboardInterrupt):
            for batch in watch_files(arguments.paths, arguments.out, **options):
                _say(batch)


def _say(batch: "Batch") -> None:
    for line in batch.repaired:
        print(f"threadlab: {line}", file=sys.stderr)
    rate = f", {batch.seconds:.0f} s" if batch.seconds >= 1 else ""
    print(f"{batch.folder}: {batch.threads:,} threads, {batch.comments:,} comments")
    print(
        f"  this run    {batch.new:,} new, {batch.renewed:,} renewed, "
        f"{batch.unchanged:,} unchanged, {len(batch.failures):,} failed{rate}"
    )
    print(f"  engine      {batch.engine}")
    if batch.failures:
        print("  failed      listed in failures/; mend them, then --retry-failed")
    sys.stdout.flush()


@contextmanager
def _stopped_cleanly() -> Iterator[None]:
    """Ends on SIGTERM as on Ctrl-C: what is done is written first."""

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


@contextmanager
def _bar() -> Iterator[Callable[[int, int, int | None], Any] | None]:
    """A progress bar on stderr, where somebody sees it: comments a second, time left, threads."""
    if not sys.stderr.isatty():
        yield None
        return
    from tqdm import tqdm

    with tqdm(unit=" comments", file=sys.stderr) as bar:
        done = 0

        def advance(threads: int, comments: int, expected: int | None) -> None:
            nonlocal done
            done += threads
            bar.total = expected
            bar.set_postfix_str(f"{done:,} threads", refresh=False)
            bar.update(comments)

        yield advance


COMMAND = Command(
    "classify", "classify many threads into a Parquet data set, going on where it stopped",
    _takes, _run,
)  # fmt: skip
