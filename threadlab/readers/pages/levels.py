"""Parents from levels: posts that stand depth first, each with how deep it stands."""

from collections.abc import Iterable

from threadlab.readers.api.records import Post


def by_levels(posts: Iterable[tuple[Post, int]], root: str | None) -> list[Post]:
    """Says whom posts answer, by how deep they stand.

    Args:
        posts: The posts, depth first, each with its level.
        root: Id of the opening post, which those of the lowest level answer; None: none.

    Returns:
        The posts, each answering the last one before it that stands less deep.
    """
    path: list[tuple[int, str | None]] = []
    found = []
    for post, level in posts:
        while path and path[-1][0] >= level:
            path.pop()
        parent = path[-1][1] if path else root
        found.append(post if post.parent else post._replace(parent=parent))
        path.append((level, post.id or parent))
    return found
