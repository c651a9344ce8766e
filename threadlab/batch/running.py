"""One run: takes what the workers find, has it classified, and writes it in parts."""

import time
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing
from typing import Any, Protocol

from threadlab.arguments import classify, classify_many
from threadlab.batch.identity import Identity
from threadlab.batch.log import Say
from threadlab.batch.messages import Failure, Found, Task
from threadlab.batch.naming import under_pseudonyms
from threadlab.batch.stopping import undisturbed
from threadlab.corrections import correct
from threadlab.errors import UnreadableSource
from threadlab.pipeline import OnError
from threadlab.thread import Thread

# Comments of a part: enough for quick reading of the results, few enough to lose little by a kill.
PART = 4_096
# Comments that are classified together, sorted by length.
TOGETHER = 512

# What one odd thread may raise; errors of files, of the model, and lack of memory end the run.
_UNFORESEEN = (ArithmeticError, LookupError, RuntimeError, TypeError, ValueError)

Advance = Callable[[int, int, int | None], object]
"""Called with the threads and comments that were done since the last call, and with about how many
comments the whole input has (None: nothing tells)."""


class Books(Protocol):
    """What a run writes into: a Ledger, or what keeps its results for somebody else."""

    def holds(self, identity: Identity) -> bool:
        """Whether there are results for this place of the input."""

    def add(self, threads: Sequence[tuple[Identity, Thread]]) -> str:
        """Takes a part, and gives its name."""


class Run:
    """One run: takes what the workers find, classifies it, and writes it in parts."""

    def __init__(
        self,
        ledger: Books,
        options: dict[str, Any],
        task: Task,
        on_error: OnError | None,
        advance: Advance | None,
    ) -> None:
        self._ledger = ledger
        self._options = options
        self._corrections = task.corrections
        self._key = task.key
        self._on_error = on_error
        self._advance = advance
        self.failures: list[Failure] = []
        self.new = self.renewed = self.unchanged = 0
        self._begin = time.monotonic()
        self._passed = self._classified_comments = 0
        self._expected: int | None = None

    def all(self, found: Iterable[Failure | Found], say: Say) -> None:
        """Does all threads; interrupted, it writes those that are done."""
        part: list[tuple[Identity, Thread]] = []
        comments = 0
        try:
            with closing(self._classified(self._new_ones(found, say), say)) as done:
                for identity, thread in done:
                    part.append((identity, thread))
                    comments += len(thread.comments)
                    if comments >= PART:
                        self._write(part, say)
                        comments = 0
        finally:
            # Also where the user, or the system, stops us: what was paid for is kept.
            self._write(part, say)

    def _new_ones(self, found: Iterable[Failure | Found], say: Say) -> Iterator[Found]:
        for message in found:
            if isinstance(message, Failure):
                self._fail(message, say)
            elif message.thread is None:
                self.unchanged += 1
                self._moved([message])
            else:
                yield message

    def _classified(
        self, found: Iterable[Found], say: Say
    ) -> Generator[tuple[Identity, Thread], None, None]:
        for group in groups(found):
            identities = [one.identity for one in group]
            # Parents first: the stance is then asked toward the comment that is answered.
            threads = [self._corrected(one.thread) for one in group if one.thread is not None]
            try:
                done = list(map(self._finished, classify_many(threads, **self._options)))
            except _UNFORESEEN:
                done = []
            if len(done) == len(threads):
                yield from zip(identities, done, strict=True)
            else:
                yield from self._one_by_one(identities, threads, say)
            self._classified_comments += sum(len(thread.comments) for thread in threads)
            self._moved(group)

    def _finished(self, thread: Thread) -> Thread:
        corrected = self._corrected(thread)
        return corrected if self._key is None else under_pseudonyms(corrected, self._key)

    def _corrected(self, thread: Thread) -> Thread:
        return correct(thread, self._corrections)

    def _one_by_one(
        self, identities: Sequence[Identity], threads: Sequence[Thread], say: Say
    ) -> Iterator[tuple[Identity, Thread]]:
        """Finds the thread that cannot be classified, and does the others."""
        for identity, thread in zip(identities, threads, strict=True):
            try:
                yield identity, self._finished(classify(thread, **self._options))
            except _UNFORESEEN as error:
                self._fail(Failure.in_thread(identity, "classifying", error), say)

    def _fail(self, failure: Failure, say: Say) -> None:
        self.failures.append(failure)
        say("failure", file=failure.input_file, place=failure.place, reason=failure.reason)
        if self._on_error is not None:
            place = failure.place
            if failure.thread_id is not None:
                place = f"thread {failure.thread_id}"
            self._on_error(
                UnreadableSource(
                    failure.input_file, failure.reason, place=place, next_step=failure.next_step
                )
            )

    def _write(self, part: list[tuple[Identity, Thread]], say: Say) -> None:
        """Writes a part, and empties the list: both or, after an error, neither."""
        if not part:
            return
        # A signal between writing and noting would have the part written twice.
        with undisturbed():
            renewed = sum(self._ledger.holds(identity) for identity, _ in part)
            name = self._ledger.add(part)
            self.renewed += renewed
            self.new += len(part) - renewed
            counts = {"threads": len(part), "comments": sum(len(t.comments) for _, t in part)}
            part.clear()
        say("part", name=name, **counts, **self._pace())

    def _pace(self) -> dict[str, float | None]:
        """Comments a second, and seconds left, as far as they can be told."""
        rate = self._classified_comments / max(time.monotonic() - self._begin, 1e-6)
        left = None
        if self._expected is not None and rate:
            left = round(max(0, self._expected - self._passed) / rate, 1)
        return {"comments_per_second": round(rate, 1), "seconds_left": left}

    def _moved(self, group: Sequence[Found]) -> None:
        comments = sum(one.comments for one in group)
        self._passed += comments
        self._expected = group[-1].expected
        if self._advance is not None:
            self._advance(len(group), comments, self._expected)


def groups(found: Iterable[Found]) -> Iterator[list[Found]]:
    """Threads that are classified together."""
    group: list[Found] = []
    count = 0
    for one in found:
        group.append(one)
        count += one.comments
        if count >= TOGETHER:
            yield group
            group, count = [], 0
    if group:
        yield group
