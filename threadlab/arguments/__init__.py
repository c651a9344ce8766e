"""The arguments room: a thread -> the same thread with argument types and stances."""

from threadlab.arguments.explaining import explain_comment as explain_comment
from threadlab.arguments.explaining import key_sentences as key_sentences
from threadlab.arguments.explanation import Explanation as Explanation
from threadlab.arguments.explanation import SentenceEffect as SentenceEffect
from threadlab.arguments.labelling import classify as classify
from threadlab.arguments.labelling import classify_many as classify_many
from threadlab.arguments.naming import MOST_TYPES as MOST_TYPES
from threadlab.arguments.naming import is_unsure as is_unsure
from threadlab.arguments.naming import named_types as named_types
from threadlab.arguments.naming import thresholds as thresholds
