"""explain: which sentences of a comment, or of a bare text, speak for its labels."""

from threadlab.arguments import explain_comment
from threadlab.arguments.explanation import Explanation
from threadlab.encoder import Labels, Model
from threadlab.markup import passages
from threadlab.thread import Comment, Passage, Reply, Thread

TEXT, PARENT = "text", "parent"


def explain(
    thread: Thread | str,
    comment: str | None = None,
    *,
    parent: str = "",
    model: Model = None,
    labels: Labels = None,
) -> Explanation:
    """Tells which sentences speak for a comment's type and stance.

    Each sentence is left out, and left alone; its effect is what that does to the probability of
    the label. Computed when asked: about two readings a sentence.

    Args:
        thread: A thread with passages and replies; or a bare text.
        comment: Id of a comment of the thread; with a bare text: None.
        parent: With a bare text: the text that it answers, if any.
        model: A model folder, as classify takes it; None: the model that ships with threadlab.
        labels: What the labels of a folder of Hugging Face mean, as classify takes them.

    Returns:
        The label and stance with the sentences, their places in the body (or text) and their
        effects; it can be printed, and shows itself in a notebook.

    Raises:
        UnknownName: There is no such comment.
        ModelError: The model folder cannot be used.
    """
    if isinstance(thread, Thread):
        if comment is None:
            raise TypeError("say which comment of the thread: explain(thread, comment_id)")
        return explain_comment(thread, comment, model=model, labels=labels)
    return explain_comment(_thread_of(thread, parent), TEXT, model=model, labels=labels)


def _thread_of(text: str, parent: str) -> Thread:
    """A thread of a text and what it answers."""
    own = Comment(TEXT, body=text, passages=_passages(text))
    if not parent.strip() and all(p.kind != "quote" for p in own.passages):
        return Thread(TEXT, comments=(own,))
    answered = Comment(PARENT, body=parent, passages=_passages(parent))
    return Thread(TEXT, comments=(answered, own), replies=(Reply(TEXT, PARENT, 1.0),))


def _passages(text: str) -> tuple[Passage, ...]:
    return tuple(passages(text, "bbcode" if "[quote" in text else "email"))
