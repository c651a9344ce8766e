"""What the laws and the fuzzer share: the samples, what they are made of, and what must hold."""

from pathlib import Path

from threadlab.errors import MissingExtra, UnreadableSource
from threadlab.exports.saving import save_all
from threadlab.readers import read_all
from threadlab.thread import Thread

ROOT = Path(__file__).parent
FRAGMENTS = (
    "From ann@x Mon Jun  3 10:00:00 2019\n", "From: Ann <ann@x.example>\n", "Subject: Re: tea\n",
    "Date: Mon, 03 Jun 2019 10:00:00 +0000\n", "Message-ID: <1@x>\n", "In-Reply-To: <1@x>\n",
    "References: <1@x> <2@x>\n", "Content-Type: multipart/mixed; boundary=b\n", "--b\n", "--b--\n",
    "Content-Type: text/html; charset=koi8-r\n", "Content-Transfer-Encoding: base64\n", "=?utf-8?",
    "Content-Transfer-Encoding: quoted-printable\n", "=E9=\n", "\n", "\n\n", " ", "\t", "\r\n", ",",
    "\r", "\0", "\x1b$B", "\x1b[31m", "\ufeff", "\u2028", "\ud800", "é", "日本", "â€™", "\x85", '"',
    "> ", ">> ", "On Mon, Jun 3, 2019, Ann wrote:\n", "-- \n", "-----Original Message-----\n", "|",
    "```\n", "[quote=Ann]", "[/quote]", "<div class='comment' id='c1'>", "</div>", "<blockquote>",
    "</blockquote>", "<!doctype html>", "<html>", "<body>", "<article>", "<li>", "</li>", "<!--",
    "<script type='application/ld+json'>", "</script>", "&lt;", "&#0;", "&#55296;",
    '{"thread_id": "t", "comments": [{"id": "1", "body": "x"}]}', '{"a":', "}", "[", "]", "null",
    "id,parent,author,body\n", "1,,Ann,Yes\n", "2,1,Bob,No\n", "Ann: yes\n", "Bob · 3 hours ago\n",
    "[10:00] <ann> yes\n", "== Tea ==\n", ":: No. [[User:Ann|Ann]] 10:00, 3 June 2019 (UTC)\n",
    "2019-06-03 10:00 - Ann: yes\n", "3/6/19, 10:00 - Ann: yes\n", "PK\x03\x04", "a" * 300,
    "Posted by Ann on June 3, 2019\n", "----------\n", "@Ann ", ">>12345\n", "#3 ", "1. ", "99999",
)  # fmt: skip
"""Pieces of every format there is."""


def case_files() -> list[Path]:
    """All samples: the inputs of tests/cases (files, or the files in a folder) and the seeds."""
    found = []
    for case in sorted((ROOT / "cases").glob("*/*")):
        inputs = [path for path in case.glob("input*") if path.suffix != ".path"]
        found += [path for path in inputs if path.is_file()]
        found += [p for path in inputs for p in sorted(path.rglob("*")) if p.is_file()]
    return found + sorted((ROOT.parent / "seeds").glob("*.txt"))


def several_files() -> list[Path]:
    """The samples that are folders of more than one file."""
    folders = [path for path in sorted((ROOT / "cases").glob("*/*/input")) if path.is_dir()]
    return [path for path in folders if sum(p.is_file() for p in path.rglob("*")) > 1]


def reader_of(sample: Path) -> str:
    """The reader whose sample this is; "seeds" for a seed."""
    return sample.relative_to(ROOT.parent).parts[2 if ROOT in sample.parents else 0]


def lawful(path: Path, format: str | None) -> None:
    """Reads a file and checks what must hold whatever is in it.

    Raises:
        AssertionError: A law is broken; any other exception is a broken law, too.
    """
    errors: list[UnreadableSource] = []
    try:
        threads = list(read_all(path, format=format, on_error=errors.append))
    except MissingExtra:
        return
    assert threads or errors, "an empty success"
    for error in errors:
        assert str(path) in error.source, f"names {error.source!r}, not the file"
        assert error.problem
    for thread in threads:
        whole(thread)
    assert saved_and_read(threads, path.parent) == threads, "is not read back as it was"


def whole(thread: Thread) -> None:
    """Checks that a thread's texts can be written and its passages are their bodies."""
    for comment in thread.comments:
        comment.body.encode()
        end = 0
        for passage in comment.passages:
            assert passage.span.start == end, "passages that do not tile the body"
            end = passage.span.end
        assert not comment.passages or end == len(comment.body), "passages that end too early"


def saved_and_read(threads: list[Thread], folder: Path) -> list[Thread]:
    """Saves threads as JSON lines and reads them back."""
    if not threads:
        return []
    path = folder / "saved.jsonl"
    save_all(threads, path)
    return list(read_all(path, format="jsonl"))
