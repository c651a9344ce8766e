"""The encoder room: a model folder -> calibrated scores for pairs of words."""

from threadlab.encoder.engines import ENGINES as ENGINES
from threadlab.encoder.engines import Engine as Engine
from threadlab.encoder.engines import engine_of as engine_of
from threadlab.encoder.engines import engines as engines
from threadlab.encoder.folder import AUTO as AUTO
from threadlab.encoder.folder import Head as Head
from threadlab.encoder.folder import ModelFolder as ModelFolder
from threadlab.encoder.folder import find_model as find_model
from threadlab.encoder.folder import models_folder as models_folder
from threadlab.encoder.model import Encoder as Encoder
from threadlab.encoder.model import Scores as Scores
from threadlab.encoder.model import load_model as load_model
from threadlab.encoder.opening import Labels as Labels
from threadlab.encoder.opening import Model as Model
from threadlab.encoder.opening import digest as digest
from threadlab.encoder.opening import open_folder as open_folder
from threadlab.encoder.pairs import Pair as Pair
