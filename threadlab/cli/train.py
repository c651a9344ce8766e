"""threadlab train: a model from labelled data."""

import argparse

from threadlab.cli.command import Command, Failures
from threadlab.cli.options import add_texts


def _takes(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=("types", "stance", "all", "replies"))
    parser.add_argument("data", metavar="DATA", nargs="+", help="labelled files or folders")
    parser.add_argument("--from", dest="base", metavar="MODEL", help="model folder to start from")
    add_texts(parser)
    parser.add_argument(
        "--set",
        dest="settings",
        metavar="NAME=VALUE",
        action="append",
        default=[],
        help="change a setting of the training, such as epochs=2; may be given several times",
    )
    parser.add_argument(
        "--leave-out",
        metavar="SOURCE",
        action="append",
        default=[],
        help="train without this source and measure on it; may be given several times",
    )
    parser.add_argument(
        "-o", "--out", metavar="DIR", required=True, help="folder for the trained model"
    )


def _run(arguments: argparse.Namespace, _: Failures) -> None:
    from threadlab.training import train
    from threadlab.training.config import config_of

    folder = train(
        arguments.what,
        arguments.data,
        out=arguments.out,
        from_model=arguments.base,
        leave_out=arguments.leave_out,
        texts=arguments.texts,
        config=config_of(arguments.settings),
    )
    print(folder)


COMMAND = Command("train", "train a model on labelled data", _takes, _run)
