"""The command line: each command is a page of this room and one call of a public function."""

from threadlab.cli.running import main as main
from threadlab.cli.running import parser as parser
