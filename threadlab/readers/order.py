"""Parents before children, and no circles: repairs of stated parents, without recursion."""

from collections.abc import Mapping, Sequence


def without_cycles(
    parents: Mapping[str, Sequence[str]],
) -> tuple[dict[str, list[str]], list[tuple[str, str]]]:
    """Cuts the replies that close a circle.

    Args:
        parents: Per comment the ids that it is said to answer; ids not among the keys are outside.

    Returns:
        The parents that remain, and the pairs (child, parent) that were cut.
    """
    kept = {child: list(ids) for child, ids in parents.items()}
    cut: list[tuple[str, str]] = []
    state: dict[str, int] = {}  # 1: on the path, 2: done
    for start in parents:
        if start in state:
            continue
        state[start] = 1
        stack = [(start, iter(parents[start]))]
        while stack:
            child, rest = stack[-1]
            parent = next(rest, None)
            if parent is None:
                state[child] = 2
                stack.pop()
            elif parent in parents and state.get(parent) == 1:
                cut.append((child, parent))
            elif parent in parents and parent not in state:
                state[parent] = 1
                stack.append((parent, iter(parents[parent])))
    gone: dict[str, set[str]] = {}
    for child, parent in cut:
        gone.setdefault(child, set()).add(parent)
    for child, ids in gone.items():
        kept[child] = [parent for parent in kept[child] if parent not in ids]
    return kept, cut


def parents_first(parents: Mapping[str, Sequence[str]]) -> list[str]:
    """Orders comments so that each stands behind those it answers, else as they stood.

    Args:
        parents: Per comment, in the order they stand, the ids that it answers; no circles.

    Returns:
        The ids, a comment that stood too early right behind the last of its parents.
    """
    missing: dict[str, int] = {}
    waiting: dict[str, list[str]] = {}
    done: set[str] = set()
    order: list[str] = []
    for name, ids in parents.items():
        open_ids = [p for p in ids if p in parents and p not in done]
        if open_ids:
            missing[name] = len(open_ids)
            for parent in open_ids:
                waiting.setdefault(parent, []).append(name)
            continue
        stack = [name]
        while stack:
            ready = stack.pop()
            done.add(ready)
            order.append(ready)
            for child in reversed(waiting.pop(ready, [])):
                missing[child] -= 1
                if not missing[child]:
                    stack.append(child)
    return order
