"""A worker of a batch: `python -m threadlab.batch FILE`, started by batch.workers."""

from threadlab.batch.worker import main

main()
