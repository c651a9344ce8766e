"""The training room: labelled comments -> a model folder with its card."""

from threadlab.training.config import Config as Config
from threadlab.training.running import train as train
