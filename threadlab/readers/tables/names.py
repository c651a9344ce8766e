"""The names that columns go by, per field.

They are those that pandas users, ConvoKit, 4CAT, delab, API dumps, spreadsheets and the databases
of forums and blogs give them. They compare without case and separators: "Comment ID" is
"commentid".
"""

from collections.abc import Iterable

_NAMES = {
    "id": """
        messageid msgid commentid postid tweetid twitterid redditid utteranceid statusid replyid
        noteid docid id uid guid uuid postnumber postno no
    """,
    "parent": """
        inreplyto inreplytoid inreplytostatusid inreplytotweetid parentid parentcommentid
        parentpostid parentmessageid parenttweetid commentparent parentcomment replyto replytoid
        replytomessageid replytopostid replytopostnumber replytocommentid replytotweetid
        tnparentid referencedtweetsrepliedtoid referencedtweets parent respondsto responseto
        answersto
    """,
    "thread": """
        threadid conversationid treeid messagetreeid topicid discussionid linkid submissionid
        rootid storyid commentpostid videoid articleid thread conversation discussion topic root
        tid
    """,
    "author": """
        author authorname commentauthor authordisplayname username user speaker fromname
        screenname nickname nick displayname sendername sender poster postedby commenter creator
        writer handle login authorusername userscreenname authorfullname fullname account from
        name by owner autor auteur verfasser usuario nutzer authorid userid speakerid fromid
    """,
    "body": """
        body text content message comment commenttext posttext messagetext bodytext textbody
        fulltext rawtext commentbody postbody commentcontent postcontent messagebody commentary
        textoriginal textdisplay tweettext review reviewtext utterance tweet post reply raw
        selftext kommentar nachricht beitrag commentaire comentario mensaje texto texte bodyhtml
        contenthtml cooked html
    """,
    "date": """
        createdat createdutc created timestampiso timestamp datetime date posted postedat
        publishedat published submittedat posttime postdate commentdate createdtime creationdate
        createddate dateposted datecreated sentat sent unixtimestamp commentdategmt datum fecha
        ts time
    """,
    "title": """
        title subject headline threadtitle topictitle topicname threadname threadsubject
        conversationtitle submissiontitle posttitle titel betreff titre titulo
    """,
    "format": "format bodyformat textformat",
}

FIELDS: dict[str, tuple[str, ...]] = {
    field: tuple(names.split()) for field, names in _NAMES.items()
}
"""Each field, and the names that its column goes by, the likeliest first."""


def squeezed(name: str) -> str:
    """Gives a column's name without case, blanks and separators."""
    return "".join(c for c in name.casefold() if c.isalnum())


def named(name: str, columns: Iterable[str]) -> list[str]:
    """Finds the columns whose names are known for a field, the likeliest first."""
    by_squeezed: dict[str, str] = {}
    for column in columns:
        by_squeezed.setdefault(squeezed(column), column)
    return [by_squeezed[known] for known in FIELDS[name] if known in by_squeezed]


def text_column(columns: Iterable[str]) -> str | None:
    """Finds the column that holds the text, by its name."""
    return next(iter(named("body", columns)), None)


def fields_named(columns: Iterable[str]) -> set[str]:
    """Tells which fields have a column of a known name."""
    known = {squeezed(column) for column in columns}
    return {field for field, names in FIELDS.items() if not known.isdisjoint(names)}
