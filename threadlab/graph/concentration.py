"""How talk is spread over people."""

from collections.abc import Sequence


def gini(counts: Sequence[int]) -> float:
    """Gives the Gini coefficient (Gini 1912): 0 where all are equal, (n - 1) / n for one of n.

    Args:
        counts: How much each one has, 0 or more, at least one above 0.
    """
    ranked = sorted(counts)
    total, number = sum(ranked), len(ranked)
    weighted = sum(rank * count for rank, count in enumerate(ranked, start=1))
    return 2 * weighted / (number * total) - (number + 1) / number


def herfindahl(counts: Sequence[int]) -> float:
    """Gives the Herfindahl-Hirschman index (Hirschman 1964): 1 / n where all are equal, to 1.

    It is the chance that two comments drawn with replacement are by the same person.

    Args:
        counts: How much each one has, at least one above 0.
    """
    total = sum(counts)
    return sum((count / total) ** 2 for count in counts)
