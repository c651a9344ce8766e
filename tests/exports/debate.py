"""Threads for the tests of the exports: a readable debate, and shapes that strain a page."""

# ruff: noqa: E501 - texts read better whole

from datetime import UTC, datetime, timedelta

from threadlab.exports.html import Naming
from threadlab.scheme import STANCES, TYPES
from threadlab.thread import (
    Candidate,
    Comment,
    Evidence,
    Label,
    Passage,
    Reply,
    Span,
    Thread,
)

NAMING = Naming.at(0.3, 0.5)
START = datetime(2024, 3, 4, 9, 0, tzinfo=UTC)

# number, answers (None: unknown), author, type, its probability, stance, its probability, text.
# A first line that starts with "> " quotes what is answered; "~ " repeats it without a mark.
ROWS = (
    (1, 0, "Marlene Okafor", "proposal", 0.83, "", 0, "The city should close Mill Street to cars. It is four hundred metres long, it runs past the primary school, and at eight in the morning nobody can cross it.\n\nThe council has the figures: 6,200 cars a day, nine accidents in three years, two with children. A trial of six months costs less than repainting the lanes. If it does not work, we take the bollards out again."),
    (2, 1, "Tom B.", "rebuttal", 0.78, "disagree", 0.91, "> A trial of six months costs less than repainting the lanes.\nThat compares the wrong things. The lanes will be repainted anyway, and the detour sends 6,200 cars through Garden Row, which has a nursery on it. You are moving the problem two hundred metres to the east."),
    (3, 2, "Marlene Okafor", "evidence", 0.66, "disagree", 0.84, "> the detour sends 6,200 cars through Garden Row\nIt does not. When the gas main was replaced in 2021 the street was shut for eleven weeks and the count on Garden Row rose by 900, not by 6,200. The rest simply stopped being driven. Source: https://example.org/traffic/2021-mill-street.pdf"),
    (4, 3, "Tom B.", "concession", 0.71, "neutral", 0.52, "Fair, I did not know about the 2021 count. 900 is a lot less than I expected. I would still want to see it for a winter."),
    (5, 3, "quietrider", "question", 0.88, "neutral", 0.79, "Was that counted in summer or in winter? People cycle in June who would never do so in January."),
    (6, 1, "Hassan", "testimony", 0.81, "disagree", 0.73, "I drive my mother to dialysis three times a week through that street. The other way takes fourteen minutes longer, each way. Nobody who writes these plans ever asks us."),
    (7, 6, "Ines", "proposal", 0.64, "agree", 0.61, "Then let there be an exception for patient transport, as they did in the old town. A sticker and a bollard that goes down. It is not either or."),
    (8, 7, "Hassan", "concession", 0.58, "agree", 0.77, "If that really works on the day, I can live with it."),
    (9, 6, "cogwheel", "attack", 0.74, "disagree", 0.69, "Funny how everyone who wants to keep driving always has a sick mother at hand."),
    (10, 9, "Ines", "attack", 0.41, "disagree", 0.86, "That is a disgusting thing to say to someone you have never met. Take it back."),
    (11, 9, "Hassan", "other", 0.46, "disagree", 0.58, "I am not going to answer that."),
    (12, 1, "shopkeeper_anna", "claim", 0.69, "disagree", 0.88, "This will kill the last three shops on Mill Street. No cars, no customers."),
    (13, 12, "Lin Wei", "rebuttal", 0.72, "disagree", 0.93, "> No cars, no customers.\nHow many of your customers come by car? In the survey of the merchants' own association it was 17 %. The owners had guessed 60 %."),
    (14, 13, "shopkeeper_anna", "question", 0.55, "disagree", 0.49, "And who buys the heavy things? Those 17 % leave half of the money. Does your survey say anything about that?"),
    (15, 12, "Tom B.", "reason", 0.68, "agree", 0.82, "I agree with Anna. A shop lives from those who stop on their way home. Whoever has to park behind the station does not come back for a lamp."),
    (16, 15, "Lin Wei", "evidence", 0.63, "disagree", 0.74, "There are forty places behind the station, ninety seconds on foot. Ghent, Pontevedra and Oslo all measured more sales after two years, not fewer."),
    (17, 16, "grump", "claim", 0.48, "disagree", 0.66, "We are not Oslo."),
    (18, 16, "Marlene Okafor", "reason", 0.57, "agree", 0.71, "And the point of a trial is that we would measure it here, so that nobody has to believe Oslo."),
    (19, 1, "Dr. Petra Vogel", "evidence", 0.77, "agree", 0.89, "As the school's doctor: eleven children a year come in with injuries from that crossing, most of them minor. The nine accidents in the council's figures are only those with a police report."),
    (20, 19, "grump", "rebuttal", 0.52, "disagree", 0.64, "> most of them minor\nSo, scraped knees. You get those in the playground too. Close the playground."),
    (21, 20, "Dr. Petra Vogel", "rebuttal", 0.61, "disagree", 0.83, "A scraped knee in the playground does not come with a two-tonne car. I am happy to show you the two that were not minor, without names."),
    (22, 19, None, "question", 0.84, "neutral", 0.81, "Is there a crossing guard? Why not start with one?"),
    (23, None, None, "claim", 0.44, "disagree", 0.47, "Nobody is going to pay for this in the end but us."),
    (24, 1, "Jörg", "reason", 0.54, "agree", 0.78, "Support it. A street in front of a school is a schoolyard with a road through it; the rest is habit."),
    (25, 24, "quietrider", "claim", 0.62, "agree", 0.9, "This."),
    (26, 18, "Tom B.", "proposal", 0.59, "agree", 0.54, "~ we would measure it here\nThen measure it properly: count for a year before, count on Garden Row and Station Road too, and publish the sales tax of the shops. Under these conditions I am for the trial."),
    (27, 26, "Marlene Okafor", "concession", 0.76, "agree", 0.92, "Agreed, with all three. I should have put them into the proposal myself."),
    (28, 26, "cogwheel", "rebuttal", 0.5, "disagree", 0.7, "A year before, half a year of trial, a year of evaluation: that is how you bury something politely. By then the children are in secondary school."),
    (29, None, "passer-by", "other", 0.79, "neutral", 0.74, "Is the farmers' market still on Saturdays? Asking because of the bollards."),
    (30, 1, "يوسف", "reason", 0.51, "agree", 0.68, "أؤيد الفكرة. الشارع قصير جدا والمدرسة تحتاج إلى مكان آمن."),
)  # fmt: skip


def labels(names, best, probability):
    """All labels, the given one first, the others sharing the rest unevenly."""
    others = [name for name in names if name != best]
    weights = [1 / (k + 2) ** 1.5 for k in range(len(others))]
    rest = 1 - probability
    share = [min(probability, rest * weight / sum(weights)) for weight in weights]
    share[0] += rest - sum(share)
    found = [Label(best, probability), *map(Label, others, share)]
    return tuple(sorted(found, key=lambda label: -label.probability))


def debate():
    """A heated but readable debate of 30 comments, some without author or known parent."""
    comments, replies = [], []
    bodies = {}
    for number, parent, author, kind, sure, stance, leaning, text in ROWS:
        body, passages, evidence = _body(text, bodies.get(parent, ""), number)
        bodies[number] = body
        comments.append(
            Comment(
                str(number),
                author,
                body,
                posted=START + timedelta(minutes=17 * number),
                passages=passages,
                types=labels(TYPES, kind, sure),
            )
        )
        if number > 1:
            known = str(parent) if parent else None
            other = str(max(1, number - 1)) if parent != number - 1 else str(max(1, number - 2))
            replies.append(
                Reply(
                    str(number),
                    known,
                    0.96 if evidence[0].kind == "quoted" else 0.61,
                    evidence,
                    (Candidate(other, 0.22),) if number > 2 else (),
                    stance=labels(STANCES, stance, leaning),
                )
            )
    replies.append(Reply("28", "18", 0.31, (Evidence("similar", 0.3, Span(0, 13)),), primary=False))
    return Thread(
        "debate-0001",
        title="Should Mill Street be closed to cars?",
        source="town-forum",
        comments=tuple(comments),
        replies=tuple(replies),
        notes=(
            "Two comments had no author: each is taken as a person of its own.",
            "Line 212, “Sign in to vote”, was left out as furniture of the page.",
        ),
    )


def _body(text, answered, number):
    if text[:2] not in ("> ", "~ "):
        kind = ("near", "similar", "named")[number % 3]
        here = Span(0, min(24, len(text))) if kind != "near" else None
        return text, (Passage(text, Span(0, len(text)), "own"),), (Evidence(kind, 0.4, here),)
    line, _, rest = text.partition("\n")
    words = line[2:]
    at = answered.index(words)
    there = Span(at, at + len(words))
    quote = text if text[0] == ">" else text[2:]
    end = len(quote) - len(rest)
    passages = (
        Passage(words + "\n", Span(0, end), "quote", 1),
        Passage(rest, Span(end, len(quote)), "own"),
    )
    kind = "quoted" if text[0] == ">" else "repeated"
    return quote, passages, (Evidence(kind, 0.97, Span(0, end), there), Evidence("near", 0.2))


def article():
    """A page whose comment form was empty: one text, no debate."""
    text = "The library opens on Sundays\n\nFrom May on the town library is open on Sundays from ten to four.\n\nThe council found the money in the budget for parking meters."
    return Thread(
        "library",
        comments=(Comment("L3", None, text, types=labels(TYPES, "evidence", 0.42)),),
        notes=("No comment was found: the comment form of the page was empty.",),
    )


def chain(length):
    """Each comment answers the one before it."""
    comments = tuple(
        Comment(str(k), ("Ann", "Bob")[k % 2], f"Step {k}.", types=labels(TYPES, "claim", 0.6))
        for k in range(length)
    )
    replies = tuple(
        Reply(
            str(k),
            str(k - 1),
            0.9,
            (Evidence("near", 0.5),),
            stance=labels(STANCES, "disagree", 0.7),
        )
        for k in range(1, length)
    )
    return Thread("chain", title="A quarrel of two", comments=comments, replies=replies)


WORDS = [
    "the",
    "street",
    "water",
    "council",
    "people",
    "never",
    "always",
    "because",
    "against",
    "school",
    "money",
    "winter",
    "answer",
    "nobody",
    "question",
    "measure",
    "trial",
    "shop",
    "better",
    "worse",
    "reason",
    "claim",
    "without",
    "should",
]


def crowd(size, letters=400):
    """Many comments of a given length, a third of them quoting what they answer."""
    comments, replies = [], []
    bodies = []
    for k in range(size):
        parent = (k * 2654435761 >> 7) % k if k else 0
        quote = ""
        if k and k % 3 == 0:
            quote = bodies[parent][-60:].replace("\n", " ").strip()
        words, room, step = [], letters - (len(quote) + 3 if quote else 0), k
        while room > 0:
            step = (step * 1103515245 + 12345) % 2**31
            words.append(WORDS[step % len(WORDS)])
            room -= len(words[-1]) + 1
        own = " ".join(words)[: max(1, letters - len(quote) - 3)]
        lead = f"> {quote}\n" if quote else ""
        body = lead + own
        passages = [Passage(own, Span(len(lead), len(body)), "own")]
        evidence = Evidence("near", 0.3)
        if quote:
            passages.insert(0, Passage(quote + "\n", Span(0, len(lead)), "quote", 1))
            at = bodies[parent].rfind(quote)
            there = Span(at, at + len(quote)) if at >= 0 else None
            evidence = Evidence("quoted", 0.9, Span(0, len(lead)), there)
        bodies.append(body)
        comments.append(
            Comment(
                f"m{k}",
                f"user{k % 97}",
                body,
                passages=tuple(passages),
                types=labels(TYPES, TYPES[k % 10], 0.35 + (k % 60) / 100),
            )
        )
        if k:
            stance = labels(STANCES, STANCES[k % 3], 0.4 + (k % 50) / 100)
            other = (Candidate(f"m{k - 1}", 0.1),) if parent != k - 1 else ()
            replies.append(Reply(f"m{k}", f"m{parent}", 0.7, (evidence,), other, stance=stance))
    return Thread("crowd", title="A crowd", comments=tuple(comments), replies=tuple(replies))
