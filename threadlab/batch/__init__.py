"""The batch room: many sources -> one Parquet data set, going on where it stopped."""

from threadlab.batch.classifying import Batch as Batch
from threadlab.batch.classifying import classify_files as classify_files
from threadlab.batch.tables import results as results
from threadlab.batch.watching import watch_files as watch_files
