"""The corrections room: a thread -> the thread as a person corrected it."""

from threadlab.corrections.applying import apply as apply
from threadlab.corrections.applying import correct as correct
from threadlab.corrections.correction import FORMAT as FORMAT
from threadlab.corrections.correction import VERSION as VERSION
from threadlab.corrections.correction import ByThread as ByThread
from threadlab.corrections.correction import Correction as Correction
from threadlab.corrections.correction import Given as Given
from threadlab.corrections.correction import gather as gather
from threadlab.corrections.correction import holds_corrections as holds_corrections
from threadlab.corrections.correction import read_corrections as read_corrections
from threadlab.corrections.correction import to_row as to_row
