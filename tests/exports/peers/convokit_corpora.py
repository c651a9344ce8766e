"""ConvoKit folders by ConvoKit."""

from importlib.metadata import version

from convokit import Corpus
from reporting import clean, report, thread_of


def check(folder):
    comments = thread_of(folder)["comments"]
    corpus = Corpus(filename=str(folder / "t.convokit"))
    told = {u.id: u for u in corpus.iter_utterances()}
    assert len(told) == len(comments)
    assert len(corpus.get_conversation_ids()) == bool(comments)
    for utterance, comment in zip(told.values(), comments, strict=True):
        assert utterance.text == clean(comment["body"])
        author = comment["author"]
        assert utterance.speaker.id == ("[deleted]" if author is None else clean(author))
        assert utterance.reply_to is None or utterance.reply_to in told
    openings = sum(u.reply_to is None for u in told.values())
    for conversation in corpus.iter_conversations():
        if openings == 1:
            assert conversation.check_integrity(verbose=False)
            assert len(list(conversation.traverse("bfs"))) == len(comments)
    return 1


report(check, {"convokit": version("convokit")})
