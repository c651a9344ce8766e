"""The timeline: how many comments came when, and what they said to what they answer."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from threadlab.exports.html.safe import count
from threadlab.exports.html.tree import Tree, anchor
from threadlab.exports.html.wording import LOOKS
from threadlab.scheme import STANCES

MOST_BINS, LEAST_BINS = 60, 12
"""Most bars of a long thread and of a short one: the finest unit that needs no more is taken."""

LEAST_SHARE = 0.5
"""With fewer dates than this share of the comments, a picture over time would mislead."""

WIDTH, HEIGHT = 600, 250
LEFT, TOP, BOTTOM = 34, 14, 30
WIDEST_BAR = 48
TICKS = 5
LETTER_WIDTH = 7.4
HOUR = 3600
DAY = 24 * HOUR
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
STEPS = (("10 minutes", 600), ("hour", HOUR), ("day", DAY))
UNSTANCED = "without a stance"


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of time: of a number of seconds, or else of a number of calendar months."""

    name: str
    seconds: int = 0
    months: int = 0

    def bin(self, posted: datetime) -> int:
        """Gives the number of the unit that a moment falls into."""
        if self.seconds:
            return int((posted - EPOCH) // timedelta(seconds=self.seconds))
        return (posted.year * 12 + posted.month - 1) // self.months

    def told(self, number: int) -> str:
        """Names a bin by its beginning."""
        if self.seconds:
            at = EPOCH + timedelta(seconds=self.seconds * number)
            return f"{at:%Y-%m-%d}" if self.seconds == DAY else f"{at:%Y-%m-%d %H:%M}"
        year, month = divmod(number * self.months, 12)
        return f"{year:04}-{month + 1:02}" if self.months == 1 else f"{year:04}"


def timeline(tree: Tree) -> str:
    """Draws the comments over time.

    Args:
        tree: The thread as it is shown.

    Returns:
        HTML with an SVG picture, whose bars link to their first comments; empty where less than
        half of the comments have dates, or all have the same.
    """
    posted = dated(tree)
    if not posted:
        return ""
    most = max(LEAST_BINS, min(MOST_BINS, len(posted) // 2))
    unit = chosen_unit(posted[0][0], posted[-1][0], most)
    bins: dict[int, list[int]] = defaultdict(list)
    for moment, number in posted:
        bins[unit.bin(moment)].append(number)
    lost = len(tree.order) - len(posted)
    note = f"Comments by {unit.name}, in universal time; green agrees, red and hatched "
    note += "disagrees, grey does neither. A bar leads to its first comment."
    if lost:
        note += f" {count(lost, 'comment')} without a date {'is' if lost == 1 else 'are'} left out."
    return f'<p class="note">{note}</p><div class="scroll">{_picture(tree, unit, bins)}</div>'


def dated(tree: Tree) -> list[tuple[datetime, int]]:
    """Gives when the comments were posted, in universal time and order, each with its number.

    Args:
        tree: The thread as it is shown.

    Returns:
        Nothing where less than LEAST_SHARE of the comments have dates, or all have the same.
    """
    found = [
        (_universal(comment.posted), number)
        for number, comment in enumerate(tree.thread.comments)
        if comment.posted is not None
    ]
    found.sort()
    enough = len(found) >= max(2, LEAST_SHARE * len(tree.order))
    return found if enough and found[0][0] < found[-1][0] else []


def _universal(posted: datetime) -> datetime:
    try:
        return posted.astimezone(UTC)
    except OverflowError:  # in the first or last hours of the calendar
        return posted.replace(tzinfo=UTC)


def chosen_unit(first: datetime, last: datetime, most: int) -> Unit:
    """Gives the finest unit by which no more than so many bins lie between two moments."""
    units = [Unit(name, seconds=seconds) for name, seconds in STEPS]
    units += [Unit("month", months=1), Unit("year", months=12)]
    for unit in units:
        if unit.bin(last) - unit.bin(first) < most:
            return unit
    years = 1 + (last.year - first.year) // most
    return Unit(f"{years} years", months=12 * years)


def _picture(tree: Tree, unit: Unit, bins: dict[int, list[int]]) -> str:
    first, last = min(bins), max(bins)
    slots = last - first + 1
    wide = min((WIDTH - LEFT) / slots, WIDEST_BAR + 4)
    most = max(map(len, bins.values()))
    scale = (HEIGHT - TOP - BOTTOM) / most
    ground = HEIGHT - BOTTOM
    bars = "".join(
        _bar(tree, unit.told(at), bins[at], LEFT + wide * (at - first), wide, scale)
        for at in sorted(bins)
    )
    label = f"{count(sum(map(len, bins.values())), 'comment')} over time"
    return (
        f'<svg id="bars" viewBox="0 0 {WIDTH} {HEIGHT}" role="group" aria-label="{label}">'
        f'<path class="axis" d="M{LEFT} {TOP}V{ground}H{WIDTH}"/>'
        f'<text x="{LEFT - 5}" y="{TOP + 9}" class="end">{most:,}</text>'
        f'<text x="{LEFT - 5}" y="{ground}" class="end">0</text>'
        f"{_ticks(unit, first, slots, wide)}{bars}</svg>"
    )


def _ticks(unit: Unit, first: int, slots: int, wide: float) -> str:
    step = max(1, -(-slots // TICKS))
    room = 16 if unit.seconds and unit.seconds < DAY else 10
    step = max(step, round((room + 1) * LETTER_WIDTH / wide + 0.5))
    drawn = []
    for slot in range(0, slots, step):
        x = LEFT + wide * slot
        ends = ' class="end"' if x + room * LETTER_WIDTH > WIDTH else ""
        drawn.append(
            f'<path class="axis" d="M{x:.0f} {HEIGHT - BOTTOM}v5"/>'
            f'<text x="{min(x + wide, WIDTH) if ends else x:.0f}" y="{HEIGHT - BOTTOM + 19}"{ends}>'
            f"{unit.told(first + slot)}</text>"
        )
    return "".join(drawn)


def _bar(tree: Tree, told: str, numbers: Sequence[int], x: float, wide: float, scale: float) -> str:
    """A link over the whole height of a bin, with a box for each stance in it."""
    counts = Counter(_stance(tree, number) for number in numbers)
    bottom = float(HEIGHT - BOTTOM)
    thick = max(0.5, wide - min(2.0, wide / 4))
    boxes = []
    for name in (*STANCES, UNSTANCED):
        if counts[name]:
            high = counts[name] * scale
            bottom -= high
            boxes.append(
                f'<rect class="{LOOKS.get(name, "s")}" x="{x:.1f}" y="{bottom:.1f}"'
                f' width="{thick:.1f}" height="{high:.1f}"/>'
            )
    parts = ", ".join(f"{counts[name]:,} {name}" for name in (*STANCES, UNSTANCED) if counts[name])
    return (
        f'<a href="#{anchor(numbers[0])}"><title>{told}: {count(len(numbers), "comment")}'
        f" ({parts})</title>"
        f'<rect class="slot" x="{x:.1f}" y="{TOP}" width="{thick:.1f}"'
        f' height="{HEIGHT - BOTTOM - TOP}"/>{"".join(boxes)}</a>'
    )


def _stance(tree: Tree, number: int) -> str:
    reply = tree.replies[number]
    return reply.stance[0].name if reply is not None and reply.stance else UNSTANCED
