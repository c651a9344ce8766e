"""The argument map as a widget: what is chosen and corrected on the page is known to Python.

The widget shows the page of argument_map in a sandbox; widget.js holds it there, and notebook.js,
a script that only such a page has, speaks with it. Comments are told by number on the wire: an id
may hold letters that no notebook's message can carry.
"""

import json
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from threadlab.corrections import FORMAT, VERSION, Given, gather, to_row
from threadlab.errors import MissingExtra, UnknownName
from threadlab.exports.html.argument_map import asset, page
from threadlab.exports.html.notebook import HEIGHT, LARGEST, static_summary, too_large
from threadlab.exports.html.safe import count, shown
from threadlab.exports.html.tree import anchor
from threadlab.exports.html.wording import LOOKS, Naming
from threadlab.scheme import STANCES, TYPES
from threadlab.thread import Thread

FILTERS = ("type", "stance", "author", "certainty", "branch")
CERTAINTIES = ("sure", "unsure")

_ON_THE_PAGE = {"author": "by", "certainty": "sure"}
_IN_PYTHON = {there: here for here, there in _ON_THE_PAGE.items()}


def explore(
    thread: Thread,
    *,
    corrections: Given | None = None,
    naming: Naming | None = None,
    height: int = HEIGHT,
    correctable: bool = True,
) -> Any:
    """Gives the argument map of a thread as a widget for notebooks.

    What is done on the page is known in Python, and the other way round, by the widget's traits,
    which can be set, observed and linked:

        selected: Id of the chosen comment; None: none.
        search: The words that are searched for.
        filters: What the thread is narrowed to, by any of "type", "stance", "author", "certainty"
            ("sure" or "unsure") and "branch" (id of the comment that it starts with).
        corrections: What was corrected, as the rows of a corrections file:
            threadlab.apply(thread, widget.corrections) does them.

    Args:
        thread: A thread; what has not been rebuilt or classified is left out.
        corrections: Those to begin with, as threadlab.apply takes them.
        naming: Which labels are named, and which look unsure; None: as the shipped model says.
        height: Height of the map in pixels.
        correctable: Whether the map can be corrected; not for threads with made-up names.

    Returns:
        The widget, an anywidget.AnyWidget; as the last line of a cell it shows itself. The map of
        a large thread is not shown: a hint to save it stands in its place.

    Raises:
        MissingExtra: anywidget is not installed.
        UnreadableSource: A file is no file of corrections.
        InvalidThread: A correction contradicts itself.
    """
    rows = [to_row(one) for found in gather(corrections).values() for one in found]
    shown_page = page(thread, naming, correctable=correctable, linked=True)
    return _widget()(thread, shown_page, rows, height)


class _Wire:
    """How what a widget knows is said to its page, and heard from it.

    Args:
        thread: The thread that the widget shows.
    """

    def __init__(self, thread: Thread) -> None:
        self.ids = tuple(comment.id for comment in thread.comments)
        self.numbers = {name: k + 1 for k, name in enumerate(self.ids)}
        self.authors = {shown(c.author): c.author for c in thread.comments if c.author is not None}
        self._heard: tuple[list[dict[str, Any]], str] | None = None

    def number(self, comment: str | None) -> int | None:
        return None if comment is None else self.numbers[comment]

    def comment(self, number: Any) -> str | None:
        if number is None:
            return None
        if type(number) is not int or not 0 < number <= len(self.ids):
            raise ValueError(f"no comment has the number {number!r}")
        return self.ids[number - 1]

    def filters(self, chosen: Mapping[str, str]) -> dict[str, str]:
        return {_ON_THE_PAGE.get(name, name): self._filter(name, chosen[name]) for name in chosen}

    def _filter(self, name: str, value: str) -> str:
        if name == "branch":
            return anchor(self.numbers[value] - 1)
        return shown(value) if name == "author" else LOOKS.get(value, value)

    def chosen(self, filters: Mapping[str, str]) -> dict[str, str]:
        names = {look: name for name, look in LOOKS.items()}
        found = {}
        for there, value in filters.items():
            here = _IN_PYTHON.get(there, there)
            if here == "branch":
                found[here] = self.comment(int(value.removeprefix("c"))) or ""
            elif here == "author":
                found[here] = self.authors.get(value, value)
            else:
                found[here] = names.get(value, value)
        return found

    def file(self, rows: list[dict[str, Any]]) -> str:
        # What the page said is given back to the letter: then it is no news to the page.
        if self._heard and self._heard[0] == rows:
            return self._heard[1]
        return json.dumps({"format": FORMAT, "version": VERSION, "corrections": rows})

    def rows(self, file: str) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = json.loads(file)["corrections"] if file else []
        self._heard = rows, file
        return rows

    def check_comment(self, comment: str | None) -> None:
        if comment is not None and comment not in self.numbers:
            raise UnknownName("comment", comment, _few(self.ids))

    def check_filters(self, filters: Mapping[str, str]) -> None:
        known: dict[str, Iterable[str]] = {
            "type": TYPES,
            "stance": STANCES,
            "author": self.authors.values(),
            "certainty": CERTAINTIES,
            "branch": self.ids,
        }
        for name, value in filters.items():
            if name not in FILTERS:
                raise UnknownName("filter", name, FILTERS)
            if value not in known[name]:
                raise UnknownName(name, value, _few(tuple(known[name])))


def _few(names: tuple[str, ...]) -> tuple[str, ...]:
    return names if len(names) <= 10 else (*names[:10], "…")


def _sendable(text: str) -> str:
    """Replaces lone surrogates, which no message can carry."""
    return text.encode("utf-8", "replace").decode("utf-8")


@cache
def _widget() -> Any:
    """The class of widgets: made when it is first asked for, since anywidget is an extra."""
    try:
        import anywidget
        import traitlets
    except ImportError as error:
        raise MissingExtra("anywidget", "widget", "The argument map as a widget") from error

    class ArgumentMap(anywidget.AnyWidget):
        """The argument map of a thread in a notebook; see threadlab.explore."""

        _esm = asset("widget.js")
        _page = traitlets.Unicode().tag(sync=True)
        _words = traitlets.Unicode().tag(sync=True)
        height = traitlets.Int(HEIGHT).tag(sync=True)
        selected = traitlets.Unicode(None, allow_none=True).tag(
            sync=True,
            to_json=lambda comment, widget: widget.wire.number(comment),
            from_json=lambda number, widget: widget.wire.comment(number),
        )
        search = traitlets.Unicode().tag(
            sync=True,
            to_json=lambda words, _: _sendable(words),
            from_json=lambda words, _: _sendable(words),
        )
        filters = traitlets.Dict(value_trait=traitlets.Unicode()).tag(
            sync=True,
            to_json=lambda chosen, widget: widget.wire.filters(chosen),
            from_json=lambda filters, widget: widget.wire.chosen(filters),
        )
        corrections = traitlets.List(trait=traitlets.Dict()).tag(
            sync=True,
            to_json=lambda rows, widget: widget.wire.file(rows),
            from_json=lambda file, widget: widget.wire.rows(file),
        )

        def __init__(
            self, thread: Thread, shown_page: str, rows: list[dict[str, Any]], height: int
        ) -> None:
            self.thread = thread
            self.wire = _Wire(thread)
            large = len(shown_page) > LARGEST
            super().__init__(
                _page="" if large else shown_page,
                _words=too_large(thread) if large else "",
                corrections=rows,
                height=height,
            )

        @traitlets.validate("selected")
        def _check_selected(self, proposal: Any) -> Any:
            self.wire.check_comment(proposal["value"])
            return proposal["value"]

        @traitlets.validate("filters")
        def _check_filters(self, proposal: Any) -> Any:
            self.wire.check_filters(proposal["value"])
            return proposal["value"]

        @traitlets.validate("corrections")
        def _check_corrections(self, proposal: Any) -> Any:
            gather(proposal["value"])
            return proposal["value"]

        def __repr__(self) -> str:
            chosen = "none" if self.selected is None else repr(self.selected)
            return (
                f"<argument map of {count(len(self.thread.comments), 'comment')},"
                f" selected: {chosen}, {count(len(self.corrections), 'correction')}>"
            )

        def _repr_mimebundle_(self, **kwargs: Any) -> Any:
            """The widget, and for who cannot run it the summary in words."""
            bundle: Any = super()._repr_mimebundle_(**kwargs)
            data, about = bundle
            return {**data, "text/html": static_summary(self.thread)}, about

    return ArgumentMap
