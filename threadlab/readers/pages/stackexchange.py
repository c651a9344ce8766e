"""Stack Exchange: a question with its answers and the comments on both.

A comment's id has its prefix, since posts and comments are numbered apart.
"""

from threadlab.readers.api.records import Gap, Remark
from threadlab.readers.pages.document import Document
from threadlab.readers.pages.layouts import Layout, nested_in, posts_by
from threadlab.readers.pages.platform import SAVED, Platform, Read
from threadlab.readers.pages.selecting import select

_LAYOUT = Layout(
    "since 2014",
    post='#question, .answer[id^="answer-"], li.comment[id^="comment-"]',
    body=(".js-post-body", ".post-text", ".comment-copy"),
    id=("@data-questionid", "@data-answerid", "@id"),
    number=r"((?:comment-)?\d{1,20})$",
    author=(
        ".comment-user",
        '.user-details[itemprop="author"] a',
        '.user-details[itemprop="author"]',
        ".post-signature.owner .user-details a",
        ".owner .user-details a",
        ".user-details a",
    ),
    date=(
        ".comment-date span@title",
        '.user-info:has(.user-details[itemprop="author"]) .relativetime@title',
        ".owner .relativetime@title",
        ".user-action-time .relativetime@title",
    ),
    nested=True,
    furniture=((".comment-user, .comment-date", ""),),
)


def _read(document: Document) -> Read:
    found, remarks, _ = posts_by(document, (_LAYOUT,))
    told: list[Remark | Gap] = [*remarks]
    root = next((one.post.id for one in found if one.spot.node.get("id") == "question"), None)
    posts = nested_in(found, root)
    posts = [p._replace(parent=None, opens=True) if p.id == root else p for p in posts]
    folded = [node.text[:40] for node in select(document.root, "a.js-show-link")]
    what = "comments that the page folds up are not in it"
    told += [Remark("", what, text) for text in folded if any(map(str.isdigit, text))]
    bodies = [one.body for one in found if one.body is not None]
    return Read(posts, told, topic=root or "", bodies=bodies)


STACK_EXCHANGE_PAGE = Platform(
    "stackexchange-page",
    "saved pages of questions of Stack Overflow and other sites of Stack Exchange",
    signs=(
        (0.95, r"<div\b[^>]{0,200}\bid=\"question\"[^>]{0,200}\bdata-questionid=\"\d"),
        (0.95, r"<div\b[^>]{0,200}\bdata-questionid=\"\d{1,20}\"[^>]{0,200}\bid=\"question\""),
        (0.9, r"<body\b[^>]{0,80}\bclass=\"question-page\b"),
        (
            0.7,
            SAVED
            + r"\b(?:stack(?:overflow|exchange)|superuser|serverfault|askubuntu)\.com/questions/\d",
        ),
    ),
    title=("#question-header h1 a", "#question-header h1", "a.question-hyperlink"),
    topics=(r"/questions/(\d{1,20})",),
    posts=_read,
    nested=True,
)
"""Stack Exchange's pages."""
