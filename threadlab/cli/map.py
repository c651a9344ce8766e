"""threadlab map: an HTML argument map for each thread, and a short summary."""

import argparse
from pathlib import Path

from threadlab.cli.command import Command, Failures
from threadlab.cli.options import add_pseudonyms, add_reading, analysing, file_bar, pseudonyms


def _takes(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "files",
        metavar="FILE",
        nargs="+",
        help="threads to map: files, folders, patterns, archives",
    )
    parser.add_argument(
        "-o",
        "--out",
        metavar="DIR",
        default="reports",
        help="folder for the pages (default: reports)",
    )
    parser.add_argument(
        "--explain",
        action="store_true",
        help="underline the sentence that each comment's type rests on most (takes several times "
        "as long)",
    )
    add_pseudonyms(parser)
    add_reading(parser)


def _run(arguments: argparse.Namespace, failures: Failures) -> None:
    out = Path(arguments.out)
    if out.suffix.lower() in (".html", ".htm") and not out.is_dir():
        instead = f"threadlab export FILE --to html -o {out}"
        arguments.usage(f"-o names a folder for the pages; to name a single page: {instead}")
    from threadlab.exports import report
    from threadlab.maps import save_maps

    options = analysing(arguments)
    lists: list[Path] = []
    pages = save_maps(
        file_bar(arguments.files, "threads"),
        arguments.out,
        on_error=failures,
        on_list=lists.append,
        pseudonyms=pseudonyms(arguments),
        explain=arguments.explain,
        **options,
    )
    for count, page in enumerate(pages):
        if count:
            print()
        print(report(page.thread, page.source, model=options["model"]))
        print(f"  map         {page.path}")
    for path in lists:
        print(f"\nlist of maps  {path}")


COMMAND = Command("map", "write an HTML argument map for each thread", _takes, _run)
