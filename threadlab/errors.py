"""The error tree. Every error that threadlab raises on purpose hangs below one root.

ThreadlabError
├── UnreadableSource   a file, or a place in it, cannot be read as threads
│   └── ManyThreads    one thread was asked for, the file holds several
├── UnwritableTarget   what was asked for cannot be written there, or not in this format
├── InvalidThread      a core type was given values that contradict each other
├── UnknownName        a format, model, engine or exporter that does not exist
├── ModelError         a model folder is missing, incomplete or broken
└── MissingExtra       an optional library is not installed
"""

from collections.abc import Iterable


class ThreadlabError(Exception):
    """Root of all errors that threadlab raises on purpose."""


class UnreadableSource(ThreadlabError):
    """A source that cannot be read as threads.

    Args:
        source: The file (or "-" for standard input), as the user named it.
        problem: What is wrong, in one clause.
        place: Where in the source, for example "line 3"; None for the whole of it.
        next_step: What the user can do about it.
    """

    def __init__(
        self, source: str, problem: str, *, place: str | None = None, next_step: str | None = None
    ) -> None:
        self.source = source
        self.problem = problem
        self.place = place
        self.next_step = next_step
        where = f"{source}, {place}" if place else source
        advice = f" {next_step}" if next_step else ""
        super().__init__(f"{where}: {problem}.{advice}")


class ManyThreads(UnreadableSource):
    """One thread was asked for and the source holds several."""


class UnwritableTarget(ThreadlabError):
    """Something that cannot be written as the user asked.

    Args:
        target: The file or folder ("-" for standard output), as the user named it.
        problem: Why, in one clause.
        next_step: What the user can do about it.
    """

    def __init__(self, target: str, problem: str, *, next_step: str) -> None:
        self.target = target
        self.problem = problem
        self.next_step = next_step
        super().__init__(f"{target}: {problem}. {next_step}")


class InvalidThread(ThreadlabError, ValueError):
    """A core type was given values that contradict each other."""


class UnknownName(ThreadlabError, LookupError):
    """A name that is not in one of threadlab's tables.

    Args:
        kind: What was looked up, for example "format".
        name: The unknown name.
        known: The names there are; the message lists them.
    """

    def __init__(self, kind: str, name: str, known: Iterable[str]) -> None:
        self.kind = kind
        self.name = name
        self.known = tuple(known)
        super().__init__(f"unknown {kind} {name!r}; there is: {', '.join(self.known)}")


class ModelError(ThreadlabError):
    """A model folder that is missing, incomplete or broken.

    Args:
        folder: The model folder.
        problem: What is wrong with it, naming the file.
        next_step: What the user can do about it.
    """

    def __init__(self, folder: str, problem: str, *, next_step: str) -> None:
        self.folder = folder
        self.problem = problem
        self.next_step = next_step
        super().__init__(f"model {folder}: {problem}. {next_step}")


class MissingExtra(ThreadlabError, ImportError):
    """An optional library is not installed.

    Args:
        library: The library that could not be imported.
        extra: The extra of threadlab that installs it.
        purpose: What it is needed for.
    """

    def __init__(self, library: str, extra: str, purpose: str) -> None:
        super().__init__(
            f"{purpose} needs {library}; install it with: pip install 'threadlab[{extra}]'"
        )
