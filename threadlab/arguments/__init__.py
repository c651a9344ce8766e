"""The arguments room: a thread -> the same thread with argument types and stances."""

from threadlab.arguments.labelling import classify as classify
from threadlab.arguments.labelling import classify_many as classify_many
from threadlab.arguments.naming import MOST_TYPES as MOST_TYPES
from threadlab.arguments.naming import is_unsure as is_unsure
from threadlab.arguments.naming import named_types as named_types
from threadlab.arguments.naming import thresholds as thresholds
