"""The engines: what can run the network of a model, and which of them is taken where none is named.

| engine | what | where |
|---|---|---|
| torch | single precision; products in bfloat16 where the processor has them; CUDA or MPS | anywhere |
| torch-int8 | products in 8 bits; what is nearly undecided is read again in single precision | processors with integer products (AVX512-VNNI) |

Other packages add theirs by entry points of the group "threadlab.engines".
"""  # noqa: E501 - a table

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Protocol

from threadlab.encoder import constant_engine, torch_engine
from threadlab.encoder.folder import AUTO, ModelFolder
from threadlab.encoder.pairs import Tokens
from threadlab.errors import UnknownName

FOREIGN = "transformers"
"""The one engine of folders of Hugging Face."""
_GROUP = "threadlab.engines"


class Engine(Protocol):
    """What runs the network of a model."""

    def logits(self, batch: Sequence[Tokens]) -> dict[str, list[list[float]]]:
        """Scores of a batch before calibration: by head, a list of labels for each pair."""


Load = Callable[[ModelFolder], Engine]

ENGINES: Mapping[str, Load] = MappingProxyType(
    {"torch": torch_engine.load, "torch-int8": torch_engine.load_int8}
)
"""The engines there are: name -> a function that loads the weights of a model folder."""


def engines() -> Mapping[str, Load]:
    """The engines of this installation: threadlab's own, then those of other packages."""
    from importlib.metadata import entry_points

    others = {point.name: point.load for point in entry_points(group=_GROUP)}
    if not others:
        return ENGINES

    def later(load: Callable[[], Load]) -> Load:
        return lambda folder: load()(folder)

    return {**{name: later(load) for name, load in others.items()}, **ENGINES}


def engine_of(folder: ModelFolder) -> str:
    """Names the engine that will run a model: the one it is opened with, or what "auto" means here.

    That is torch-int8 where the processor has integer products and there is no GPU, else torch.

    Args:
        folder: From open_folder.

    Returns:
        A name in engines(), "transformers" for a folder of Hugging Face, or "constant".

    Raises:
        UnknownName: It is opened with an engine that is not there.
    """
    if folder.engine not in (AUTO, *engines()):
        raise UnknownName("engine", folder.engine, (AUTO, *engines()))
    if folder.foreign:
        return FOREIGN
    if constant_engine.is_constant(folder.config):
        return constant_engine.KIND
    if folder.engine != AUTO:
        return folder.engine
    return "torch-int8" if torch_engine.prefers_int8() else "torch"
