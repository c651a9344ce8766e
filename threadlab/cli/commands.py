"""The table of commands; a new one is a page in this room and two lines here."""

from threadlab.cli.bench import COMMAND as BENCH
from threadlab.cli.classify import COMMAND as CLASSIFY
from threadlab.cli.command import Command
from threadlab.cli.evaluate import COMMAND as EVALUATE
from threadlab.cli.export import COMMAND as EXPORT
from threadlab.cli.formats import COMMAND as FORMATS
from threadlab.cli.map import COMMAND as MAP
from threadlab.cli.measure import COMMAND as MEASURE
from threadlab.cli.models import COMMAND as MODELS
from threadlab.cli.show import COMMAND as SHOW
from threadlab.cli.train import COMMAND as TRAIN

COMMANDS: tuple[Command, ...] = (
    MAP,
    CLASSIFY,
    SHOW,
    MEASURE,
    EXPORT,
    FORMATS,
    MODELS,
    TRAIN,
    EVALUATE,
    BENCH,
)
"""The commands, in the order in which --help lists them."""
