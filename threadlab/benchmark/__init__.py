"""The benchmark: time and memory on inputs made to be hard, and ordinary speed."""

from threadlab.benchmark.benching import FULL_SIZES as FULL_SIZES
from threadlab.benchmark.benching import MOST_GROWTH as MOST_GROWTH
from threadlab.benchmark.benching import NAMED as NAMED
from threadlab.benchmark.benching import SIZES as SIZES
from threadlab.benchmark.benching import as_markdown as as_markdown
from threadlab.benchmark.benching import bench as bench
from threadlab.benchmark.hard_bodies import HARD_BODIES as HARD_BODIES
from threadlab.benchmark.hard_files import HARD_FILES as HARD_FILES
from threadlab.benchmark.timing import HARD_INPUTS as HARD_INPUTS
from threadlab.benchmark.timing import HardInput as HardInput
from threadlab.benchmark.timing import hard_inputs as hard_inputs
from threadlab.benchmark.timing import run_hard as run_hard
from threadlab.benchmark.timing import seconds as seconds
