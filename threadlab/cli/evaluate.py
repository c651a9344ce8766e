"""threadlab evaluate: the scores of a model on labelled files."""

import argparse
import json
from pathlib import Path

from threadlab.cli.command import Command, Failures
from threadlab.cli.options import AUTO, add_model, add_prior, add_texts, model, positive, thread_bar


def _takes(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=("replies", "types", "stance"))
    parser.add_argument(
        "files",
        metavar="FILE",
        nargs="+",
        help="files with the right answers; replies: threads that state parents, in any format "
        "that is read, or flattened threads",
    )
    parser.add_argument(
        "--boundaries",
        choices=("given", "lost"),
        help="of flattened threads: tell where comments begin, or not (default)",
    )
    add_model(parser)
    add_prior(parser)
    parser.add_argument(
        "--part",
        choices=("all", "train", "valid", "test"),
        default="all",
        help="only threads of this part of the split; test was not trained on (default: all)",
    )
    parser.add_argument(
        "--threads",
        metavar="N",
        type=positive,
        help="of replies: at most N threads a source, the first ones",
    )
    add_texts(parser)
    parser.add_argument("--all", action="store_true", help="score rows marked 'sampling', too")
    parser.add_argument("--json", action="store_true", help="print the scores as JSON")
    parser.add_argument(
        "--figure",
        metavar="FILE",
        help="of replies: draw calibration and coverage (.png or .svg)",
    )
    parser.add_argument(
        "--report",
        metavar="FILE.md",
        help="of replies: write the scores in every situation, with FILE.json beside it",
    )


def _run(arguments: argparse.Namespace, _: Failures) -> None:
    replies = arguments.what == "replies"
    whose = "types and stance" if replies else "replies"
    for option in ("labels", "texts") if replies else ("figure", "report", "threads"):
        if getattr(arguments, option):
            arguments.usage(f"--{option} is for {whose}")
    if replies and arguments.engine != AUTO:
        arguments.usage("--engine is for types and stance")
    if arguments.what != "stance" and arguments.prior != "model":
        arguments.usage("--prior is for stance")
    if arguments.report and arguments.boundaries:
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
        model=model(arguments),
        prior=arguments.prior,
        all_rows=arguments.all,
        part=arguments.part,
        threads=arguments.threads,
        texts=arguments.texts,
        progress=thread_bar,
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
        model=model(arguments),
        selection=Selection(arguments.part, arguments.threads, thread_bar),
        figure=arguments.figure,
    )
    if arguments.json:
        print(json.dumps(found, indent=1))
    else:
        print("\n\n".join(f"{name}\n{table(scores)}" for name, scores in found.items()))


COMMAND = Command("evaluate", "score a model on labelled files", _takes, _run)
