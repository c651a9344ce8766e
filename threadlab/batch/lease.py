"""A lease: keeps two runs apart in an object store, which has no locks.

Each run writes an object of its own beside the tables and then looks whether another run has one.
Of two runs, the one that wrote later sees the other's (the flag principle of Herlihy and Shavit; it
needs no more than that a listing shows what was written before), so never do both go on. A run
renews its lease all the time; where a run has ended without a word, its lease lapses LASTS seconds
after it was renewed last, by the store's clock where that tells it. A run that could not renew its
own for so long stops by itself.

What a lease cannot do, unlike a lock: a run that is halted (a suspended machine) between its last
look at the clock and the end of an upload may still put one object over another run's. Such a part
does not agree with itself; the next run finds that and does its threads again.
"""

import contextlib
import json
import os
import random
import secrets
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from threadlab.batch.store import Listed, Store
from threadlab.errors import UnwritableTarget

PREFIX = ".lease-"
LASTS = 120.0
"""Seconds after which a lease that was not renewed counts no more."""
RENEWED = 20.0
"""Seconds between two renewals."""
TRIES = 5
"""How often a run asks again where others ask at the same time."""


def _clock() -> float:
    """Seconds that go on while the machine is suspended, and that nobody sets back."""
    if hasattr(time, "CLOCK_BOOTTIME"):
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    if hasattr(time, "CLOCK_MONOTONIC"):
        return time.clock_gettime(time.CLOCK_MONOTONIC)
    return time.monotonic()


@dataclass(frozen=True, slots=True)
class _Other:
    """Another run's lease.

    Attributes:
        name: Of its object.
        run: What it says of itself, for people.
        age: Seconds since it was renewed.
        lasts: Seconds that it counts.
        asks: Whether that run is only looking whether it may begin.
    """

    name: str
    run: str
    age: float
    lasts: float
    asks: bool

    @property
    def left(self) -> float:
        """Seconds that it will still count."""
        return self.lasts - self.age


class Lease:
    """The right to write below an address, to be used as a context.

    Args:
        store: Where.
        wait: What waits between two tries; called with the seconds.

    Attributes:
        lapsed: Of runs that ended without a word, in plain words.

    Raises:
        UnwritableTarget: Another run has it, or the store refuses.
    """

    def __init__(self, store: Store, wait: Callable[[float], object] = time.sleep) -> None:
        self.lapsed: list[str] = []
        self._store = store
        self._wait = wait
        self._name = f"{PREFIX}{secrets.token_hex(8)}.json"
        self._started = time.time()
        self._renewed = _clock()
        self._lost: str | None = None
        self._lock = threading.Lock()
        self._ended = threading.Event()
        self._renewing = threading.Thread(target=self._go_on, daemon=True)

    def __enter__(self) -> "Lease":
        self._take()
        self._renewing.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._renewing.join()
        # Where the store does not answer any more, the lease lapses by itself.
        with contextlib.suppress(UnwritableTarget):
            self._store.delete(self._name)

    def check(self) -> None:
        """Makes sure that the lease counts for long enough to write something.

        Raises:
            UnwritableTarget: It has lapsed, was taken over, or cannot be renewed.
        """
        if self._lost is None and _clock() - self._renewed > LASTS / 2:
            self._renew()
        if self._lost is not None:
            raise UnwritableTarget(
                self._store.address,
                self._lost,
                next_step="Run the same command again: it goes on where it stopped.",
            )

    def _take(self) -> None:
        for tries_left in reversed(range(TRIES)):
            try:
                self._put(asks=True)
                others = self._others()
                live = [one for one in others if one.left > 0]
                if not live:
                    for one in others:
                        self._store.delete(one.name)
                        self.lapsed.append(f"{one.run} has ended without a word; its lease lapsed")
                    self._put()
                    return
            except BaseException:
                with contextlib.suppress(UnwritableTarget):
                    self._store.delete(self._name)
                raise
            self._store.delete(self._name)
            if not tries_left or not all(one.asks for one in live):
                raise _taken(self._store.address, live)
            self._wait(random.uniform(0.2, 2.0))  # noqa: S311 - no secret

    def _put(self, *, asks: bool = False) -> None:
        before = _clock()
        content = {
            "host": socket.gethostname(),
            "process": os.getpid(),
            "started": self._started,
            "renewed": time.time(),
            "lasts": LASTS,
            "asks": asks,
        }
        self._store.put(self._name, json.dumps(content).encode())
        self._renewed = before

    def _others(self) -> list[_Other]:
        listed = [one for one in self._store.listed() if one.name.startswith(PREFIX)]
        mine = next((one.written for one in listed if one.name == self._name), None)
        found = [self._other(one, mine) for one in listed if one.name != self._name]
        return [one for one in found if one is not None]

    def _other(self, listed: Listed, now: datetime | None) -> _Other | None:
        try:
            content = _read(bytes(self._store.get(listed.name)))
        except FileNotFoundError:
            return None  # it has ended since
        # By the clock of the store, which wrote both; else by those of the two machines.
        age = time.time() - content["renewed"]
        if now is not None and listed.written is not None:
            age = (now - listed.written).total_seconds()
        since = time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime(content["started"]))
        run = f"a run on {content['host']} (process {content['process']}, since {since})"
        return _Other(listed.name, run, age, content["lasts"], content["asks"])

    def _renew(self) -> None:
        with self._lock:
            gone = _clock() - self._renewed
            if self._lost is not None:
                return
            if gone >= LASTS:
                self._lost = (
                    f"the lease on it lapsed, as the store was not reached for {gone:.0f} s: "
                    "another run may be at work"
                )
            elif not self._store.has(self._name):
                self._lost = "the lease on it is gone: another run has taken over"
            else:
                self._put()

    def _go_on(self) -> None:
        while not self._ended.wait(RENEWED):
            # Whether it comes to anything is asked before each writing.
            with contextlib.suppress(UnwritableTarget):
                self._renew()


def _read(content: bytes) -> dict[str, Any]:
    """What a lease says; one that cannot be understood counts as one that was just written."""
    kept = {
        "host": "another machine",
        "process": "unknown",
        "started": time.time(),
        "renewed": time.time(),
        "lasts": LASTS,
        "asks": False,
    }
    try:
        found = json.loads(content)
        numbers = {name: float(found[name]) for name in ("started", "renewed", "lasts")}
        return {**kept, **found, **numbers}
    except (ValueError, TypeError, KeyError):
        return kept


def _taken(address: str, live: list[_Other]) -> UnwritableTarget:
    other = max(live, key=lambda one: one.left)
    return UnwritableTarget(
        address,
        f"another run is writing into this folder: {other.run}, last heard of "
        f"{max(0, other.age):.0f} s ago",
        next_step="Wait for it to end, or give another folder. If it was killed, its lease lapses "
        f"in {max(1, other.left):.0f} s: try again then.",
    )
