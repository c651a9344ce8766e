"""Stack Exchange: questions with answers and comments, or lists of any of these.

Questions and answers are numbered together, comments apart; so a comment's id gets a prefix.
"""

from collections.abc import Iterator
from typing import Any

from threadlab.readers.api.interface import Interface
from threadlab.readers.api.records import (
    Gap,
    Post,
    Record,
    Remark,
    at,
    count_of,
    date_of,
    first_of,
    items_of,
    name_of,
    no_objects,
    objects_of,
    text_of,
    unescaped,
)


def knows(value: Any) -> bool:
    """Says whether a value is an answer of the interface, or one of its items."""
    return _is_item(value) or any(map(_is_item, items_of(at(value, "items"))[:2]))


def _is_item(value: Any) -> bool:
    if not isinstance(value, dict):
        return False
    below = [*items_of(value.get("answers"))[:2], *items_of(value.get("comments"))[:2]]
    return any(map(_is_bare_item, (value, *below)))


def _is_bare_item(value: Any) -> bool:
    if not isinstance(value, dict) or not ("owner" in value or "creation_date" in value):
        return False
    is_post = "answer_id" in value or ("question_id" in value and "title" in value)
    return is_post or ("comment_id" in value and "post_id" in value)


def posts(value: Any) -> Iterator[Record]:
    """Gives the posts of an answer; which belong together, their ids tell."""
    items = [value] if _is_item(value) else items_of(value["items"])
    yield from no_objects("", items, "items")
    for item in objects_of(items):
        if "comment_id" in item:
            yield from _comments([item], name_of(item.get("post_id")))
        elif "answer_id" in item:
            yield from _answer(item, None)
        elif "question_id" in item:
            yield from _question(item)
        else:
            yield Remark("", "items that are no question, answer or comment were left out", "one")
    if value.get("has_more") is True:
        yield Remark("", "the list goes on on a further page, which is not in the file")


def _question(item: dict[str, Any]) -> Iterator[Record]:
    name = name_of(item.get("question_id"))
    yield _post(item, name, None)
    answers = items_of(item.get("answers"))
    yield from no_objects("", answers, f"the answers to {name}")
    for answer in objects_of(answers):
        yield from _answer(answer, name)
    yield from _below(item, name)
    wanted = count_of(item.get("answer_count")) + count_of(item.get("comment_count"))
    if name and wanted:
        yield Gap("", name, (), wanted)


def _answer(item: dict[str, Any], question: str | None) -> Iterator[Record]:
    name = name_of(item.get("answer_id"))
    yield _post(item, name, name_of(item.get("question_id")) or question)
    yield from _below(item, name)
    if name and count_of(item.get("comment_count")):
        yield Gap("", name, (), count_of(item["comment_count"]))


def _below(item: dict[str, Any], name: str | None) -> Iterator[Record]:
    comments = items_of(item.get("comments"))
    yield from no_objects("", comments, f"the comments on {name}")
    yield from _comments(objects_of(comments), name)


def _comments(comments: list[dict[str, Any]], post: str | None) -> Iterator[Record]:
    """Gives the comments on a post.

    Whom a comment answers is told by user; it is taken to answer that user's latest comment.
    """
    latest: dict[str, str] = {}
    for comment in comments:
        number = name_of(comment.get("comment_id"))
        name = f"comment-{number}" if number else None
        answered = latest.get(name_of(at(comment, "reply_to_user", "user_id")) or "")
        on = name_of(comment.get("post_id")) or post
        if answered:
            what = "comments were taken to answer the latest comment of the user whom they name"
            yield Remark("", what, name or "one without an id")
        yield _post(comment, name, answered or on, further=(on,) if answered and on else ())
        user = name_of(at(comment, "owner", "user_id"))
        if user and name:
            latest[user] = name


def _post(
    item: dict[str, Any], name: str | None, parent: str | None, *, further: tuple[str, ...] = ()
) -> Post:
    shown, written = text_of(item.get("body")), text_of(item.get("body_markdown"))
    return Post(
        "",
        name,
        parent,
        unescaped(name_of(at(item, "owner", "display_name"))),
        date_of(item.get("creation_date")),
        unescaped(written) if shown is None else shown,
        "markdown" if shown is None else "html",
        unescaped(text_of(first_of(item, "title"))),
        opens=parent is None and "question_id" in item,
        further=further,
    )


STACK_EXCHANGE = Interface(
    "stackexchange", "Stack Exchange's JSON: questions, answers and comments", knows, posts
)
"""Stack Exchange's answers."""
