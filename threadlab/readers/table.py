"""All readers. A further source is a further page with `sniff` and `read`, and a line here."""

from threadlab.readers import aif, convokit, flattened, jsonl, kialo, plaintext, tables
from threadlab.readers.api import API_READERS
from threadlab.readers.articles import ARTICLE_READERS
from threadlab.readers.chat import CHAT_READERS
from threadlab.readers.fediverse import FEDIVERSE_READERS
from threadlab.readers.mail import MAIL_READERS
from threadlab.readers.pages import PAGE_READERS
from threadlab.readers.reader import Reader
from threadlab.readers.wiki import WIKI_READERS

READERS: dict[str, Reader] = {
    reader.name: reader
    for reader in (
        *API_READERS,
        *MAIL_READERS,
        *PAGE_READERS,
        *FEDIVERSE_READERS,
        *WIKI_READERS,
        Reader(
            "jsonl",
            (".jsonl", ".jsonl.gz", ".jsonl.zst"),
            "threads as JSON lines: threadlab's own format",
            jsonl.sniff,
            jsonl.read,
        ),
        Reader(
            "convokit",
            (".jsonl", ".json"),
            "a ConvoKit corpus: its folder, or utterances.jsonl alone",
            convokit.sniff,
            convokit.read,
            convokit.join,
        ),
        Reader(
            "aif",
            (".json",),
            "an argument map in the Argument Interchange Format: AIFdb's JSON, xAIF",
            aif.sniff,
            aif.read,
        ),
        Reader(
            "kialo",
            (".txt",),
            "a discussion exported from Kialo as text",
            kialo.sniff,
            kialo.read,
        ),
        *CHAT_READERS,
        Reader(
            "table",
            (".csv", ".tsv", ".parquet", ".jsonl", ".json"),
            "a table with a row a comment: CSV, TSV, Parquet, JSON objects; see --columns",
            tables.sniff,
            tables.read,
            magic=(b"PAR1",),
        ),
        *ARTICLE_READERS,
        Reader(
            "plaintext",
            (".txt", ".md"),
            "a pasted thread with names, separators or marked quotes",
            plaintext.sniff,
            plaintext.read,
        ),
        Reader(
            "flattened",
            (".txt",),
            "a page as bare text: an article or post, and talk without names or boundaries",
            flattened.sniff,
            flattened.read,
        ),
    )
}
"""All readers, by name."""
