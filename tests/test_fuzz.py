"""A fuzzer: samples that are bent and broken in every way are read, or refused clearly.

It is bounded by THREADLAB_FUZZ_SECONDS (default 8) and begins with THREADLAB_FUZZ_SEED (default
1); each case depends on its number alone, so that a finding can be repeated at once with
THREADLAB_FUZZ_SEED set to the number that it prints.
"""

import os
import random
import signal
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from fuzzing import FRAGMENTS, ROOT, case_files, lawful, reader_of

from threadlab.readers import READERS

SECONDS = float(os.environ.get("THREADLAB_FUZZ_SECONDS", "8"))
FIRST = int(os.environ.get("THREADLAB_FUZZ_SEED", "1"))
LONGEST_INPUT = 40_000
LONGEST_TIME = 10  # seconds for one input: far more than any takes on a busy machine
MOST_FINDINGS = 5

Mutation = Callable[[bytes, random.Random], bytes]


def flip(data: bytes, dice: random.Random) -> bytes:
    """Changes a few bytes to any others."""
    changed = bytearray(data)
    for _ in range(dice.randint(1, 8)):
        if changed:
            changed[dice.randrange(len(changed))] = dice.randrange(256)
    return bytes(changed)


def cut(data: bytes, dice: random.Random) -> bytes:
    """Breaks off anywhere, also within a letter."""
    return data[: dice.randint(0, len(data))]


def behead(data: bytes, dice: random.Random) -> bytes:
    """Leaves out the beginning."""
    return data[dice.randint(0, len(data)) :]


def take_out(data: bytes, dice: random.Random) -> bytes:
    """Leaves out something in the midst."""
    start = dice.randint(0, len(data))
    return data[:start] + data[start + dice.randint(0, 200) :]


def repeat(data: bytes, dice: random.Random) -> bytes:
    """Repeats a piece, up to a thousand times."""
    start = dice.randint(0, len(data))
    piece = data[start : start + dice.choice((1, 2, 5, 20, 100))]
    return data[:start] + piece * dice.choice((2, 10, 100, 1000)) + data[start:]


def splice(data: bytes, dice: random.Random) -> bytes:
    """Goes over to another sample in the midst."""
    other = sample(dice)
    return data[: dice.randint(0, len(data))] + other[dice.randint(0, len(other)) :]


def insert(data: bytes, dice: random.Random) -> bytes:
    """Inserts pieces of any format: headers, tags, NULs, half letters."""
    for _ in range(dice.randint(1, 6)):
        place = dice.randint(0, len(data))
        piece = dice.choice(FRAGMENTS).encode("utf-8", "surrogatepass")
        data = data[:place] + dice.choice((piece, piece[:-1], b"\n" + piece)) + data[place:]
    return data


def nest(data: bytes, dice: random.Random) -> bytes:
    """Opens something thousands of times over."""
    piece = dice.choice((b"[", b'{"a":', b"<div>", b"[quote]", b">", b"<ul><li>", b"(", b":"))
    place = dice.randint(0, len(data))
    return data[:place] + piece * dice.choice((100, 3000)) + data[place:]


def shuffle_lines(data: bytes, dice: random.Random) -> bytes:
    """Brings the lines into another order."""
    lines = data.split(b"\n")
    dice.shuffle(lines)
    return b"\n".join(lines)


def recode(data: bytes, dice: random.Random) -> bytes:
    """Writes the text in another character set."""
    codec = dice.choice(("utf-16", "utf-16-le", "utf-32", "cp1252", "cp932", "koi8-r", "utf-7"))
    return data.decode("utf-8", "replace").encode(codec, "replace")


def other_numbers(data: bytes, dice: random.Random) -> bytes:
    """Exchanges digits, so that ids, dates and lengths go wrong."""
    return bytes(dice.choice(b"0123456789") if 48 <= c <= 57 else c for c in data)


MUTATIONS: tuple[Mutation, ...] = (
    flip,
    cut,
    behead,
    take_out,
    repeat,
    splice,
    insert,
    nest,
    shuffle_lines,
    recode,
    other_numbers,
)
FILES = case_files()


def sample(dice: random.Random) -> bytes:
    return dice.choice(FILES).read_bytes()[:LONGEST_INPUT]


@dataclass
class Case:
    """One input of the fuzzer, made from its number alone."""

    number: int
    file: Path
    format: str | None
    suffix: str
    mutations: list[tuple[Mutation, int]]

    @classmethod
    def of(cls, number: int) -> "Case":
        dice = random.Random(number)
        file = dice.choice(FILES)
        own = reader_of(file)
        read_as = dice.choice((None, own if own in READERS else None, dice.choice(list(READERS))))
        count = dice.choice((0, 1, 1, 2, 2, 3))
        mutations = [(dice.choice(MUTATIONS), dice.getrandbits(32)) for _ in range(count)]
        return cls(number, file, read_as, file.suffix, mutations)

    def data(self) -> bytes:
        data = self.file.read_bytes()
        for mutation, seed in self.mutations:
            data = mutation(data, random.Random(seed))[:LONGEST_INPUT]
        return data


def kind_of(problem: str) -> str:
    """What a problem is and where it comes up, without its words."""
    return problem.split(": ")[0]


def problem_of(data: bytes, case: Case, folder: Path) -> str | None:
    """Reads an input; gives the broken law, None where all hold."""
    path = folder / f"input{case.suffix}"
    path.write_bytes(data)
    begin = time.process_time()
    try:
        with time_limit():
            lawful(path, case.format)
    except (Exception, RecursionError) as error:
        place = traceback.extract_tb(error.__traceback__)[-1]
        return f"{type(error).__name__} at {Path(place.filename).name}:{place.lineno}: {error}"[
            :400
        ]
    took = time.process_time() - begin
    return f"took {took:.1f} s" if took > LONGEST_TIME else None


class time_limit:  # noqa: N801 - reads like a word of the language
    """Raises TimeoutError in a call that hangs, where the system has alarms."""

    def __enter__(self):
        if hasattr(signal, "SIGALRM"):
            self.before = signal.signal(signal.SIGALRM, self.ring)
            signal.alarm(6 * LONGEST_TIME)

    def __exit__(self, *_):
        if hasattr(signal, "SIGALRM"):
            signal.alarm(0)
            signal.signal(signal.SIGALRM, self.before)

    @staticmethod
    def ring(*_):
        raise TimeoutError(f"not done after {6 * LONGEST_TIME} s")


def smallest(case: Case, problem: str, folder: Path) -> bytes:
    """Takes away mutations, then ever smaller pieces, as long as the problem stays the same."""
    kind = kind_of(problem)
    end = time.monotonic() + 20

    def same(data: bytes) -> bool:
        found = problem_of(data, case, folder)
        return found is not None and kind_of(found) == kind

    for mutation in tuple(case.mutations):
        before = case.mutations
        case.mutations = [m for m in before if m is not mutation]
        if not same(case.data()):
            case.mutations = before
    data = case.data()
    step = max(1, len(data) // 2)
    while time.monotonic() < end:
        for start in range(0, len(data), step):
            shorter = data[:start] + data[start + step :]
            if time.monotonic() > end:
                break
            if same(shorter):
                data = shorter
                break
        else:
            if step == 1:
                break
            step = max(1, step // 2)
    return data


def test_fuzz(tmp_path):
    """Whatever is done to the samples, every reader gives threads or a clear refusal, in time."""
    findings: dict[str, str] = {}
    number, end = FIRST, time.monotonic() + SECONDS
    while number == FIRST or time.monotonic() < end:
        case = Case.of(number)
        problem = problem_of(case.data(), case, tmp_path)
        kind = problem and kind_of(problem)
        if kind and kind not in findings:
            names = [mutation.__name__ for mutation, _ in case.mutations]
            data = smallest(case, problem, tmp_path)
            findings[kind] = (
                f"THREADLAB_FUZZ_SEED={number}: {problem}\n"
                f"  {case.file.relative_to(ROOT.parent)} by {names}, "
                f"read as {case.format or 'what it looks like'}\n"
                f"  smallest input ({len(data)} bytes): {data[:600]!r}"
            )
            end += 20 * (SECONDS > 60)
        if len(findings) >= MOST_FINDINGS:
            break
        number += 1
    print(f"{number - FIRST} inputs in {SECONDS:g} s")
    if findings:
        pytest.fail("\n\n".join(findings.values()), pytrace=False)


@pytest.mark.parametrize("number", range(40))
def test_inputs_depend_on_their_number_alone(number):
    """An input can be made again from the number that a finding prints."""
    assert Case.of(number).data() == Case.of(number).data()


def test_a_planted_fault_is_found_and_made_small(tmp_path, monkeypatch):
    """A broken law is told, and the input that breaks it is cut down to what matters."""

    def law(path, _format):
        assert b"\0" not in path.read_bytes(), "a NUL"

    monkeypatch.setattr("test_fuzz.lawful", law)
    cases = (Case.of(number) for number in range(1, 2000))
    case = next(case for case in cases if b"\0" in case.data())
    problem = problem_of(case.data(), case, tmp_path)
    assert problem.startswith("AssertionError")
    assert smallest(case, problem, tmp_path) == b"\0"
