"""Signals to stop that wait until what was begun is whole."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def undisturbed() -> Iterator[None]:
    """Keeps SIGINT and SIGTERM waiting until the end of a block, where they then arrive.

    In a thread that is not the main one there is nothing to do: signals do not arrive there.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    came: list[int] = []
    # A handler that was not set from Python could not be set again.
    before = {number: handler for number in _SIGNALS if (handler := signal.getsignal(number))}
    for number in before:
        signal.signal(number, lambda number, _: came.append(number))
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        if came:
            signal.raise_signal(came[0])
