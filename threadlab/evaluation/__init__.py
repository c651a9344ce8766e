"""The evaluation room: how good the models are on any file with the right answers."""

from threadlab.evaluation.evaluating import EVALUATIONS as EVALUATIONS
from threadlab.evaluation.evaluating import evaluate as evaluate
from threadlab.evaluation.evaluating import table as table
from threadlab.evaluation.figure import save_figure as save_figure
from threadlab.evaluation.report import write_report as write_report
