"""Own words of mails, found by threadlab and by its peers: python -m tests.markup.peers DATA.

DATA is a folder with `emails/` and `trimmed/`: mails and the replies in them, as the fixtures of
email_reply_trimmer are. With -o the scores are written as JSON, and as a Markdown table beside it.
The peers come with the extra `dev`.
"""

import argparse
import json
from collections.abc import Callable
from pathlib import Path

from threadlab.markup import passages

KEEPS_QUOTES = "its expected reply keeps lines marked with >"
DROPS_OWN = "its expected reply drops the writer's words below a quote"
EXCLUDED = {
    "embedded_email_1.txt": DROPS_OWN,
    "embedded_email_7.txt": KEEPS_QUOTES,
    "embedded_email_17.txt": KEEPS_QUOTES,
    "quote_only.txt": KEEPS_QUOTES,
}
"""Mails whose expectation is not our definition of own words: neither quoted nor a signature."""


def by_threadlab(mail: str) -> str:
    return "\n".join(p.text for p in passages(mail, "email") if p.kind == "own")


def by_quotequail(mail: str) -> str:
    import quotequail

    return "\n".join(text for shown, text in quotequail.quote(mail, quote_intro_line=True) if shown)


def by_mail_parser_reply(mail: str) -> str:
    from mailparser_reply import EmailReplyParser
    from mailparser_reply.constants import MAIL_LANGUAGES

    return EmailReplyParser(languages=list(MAIL_LANGUAGES)).parse_reply(mail) or ""


def by_email_reply_parser(mail: str) -> str:
    from email_reply_parser import EmailReplyParser

    return EmailReplyParser.parse_reply(mail)


FINDERS: dict[str, Callable[[str], str]] = {
    "threadlab": by_threadlab,
    "quotequail": by_quotequail,
    "mail-parser-reply": by_mail_parser_reply,
    "email-reply-parser": by_email_reply_parser,
}


def read(folder: Path) -> dict[str, tuple[str, str]]:
    """Gives each mail and its expected own words, by file name."""
    found = {}
    for path in sorted((folder / "emails").glob("*.txt")):
        expected = folder / "trimmed" / path.name
        texts = [p.read_text(encoding="utf-8", errors="replace") for p in (path, expected)]
        found[path.name] = (texts[0], texts[1])
    return found


def same(found: str, expected: str) -> bool:
    return found.split() == expected.split()


def failing(folder: Path, finder: Callable[[str], str]) -> list[str]:
    """Gives the mails whose own words are not found exactly, white space apart."""
    mails = read(folder)
    return [name for name, (mail, words) in mails.items() if not same(finder(mail), words)]


def scores(folder: Path) -> dict[str, object]:
    mails = read(folder)
    scored = [name for name in mails if name not in EXCLUDED]
    found: dict[str, object] = {
        "mails": len(mails),
        "scored": len(scored),
        "left_out": {name: why for name, why in EXCLUDED.items() if name in mails},
    }
    for name, finder in FINDERS.items():
        try:
            wrong = failing(folder, finder)
        except ImportError:
            print(f"{name} is not installed: pip install threadlab[dev]")
            continue
        found[name] = {
            "exact": 1 - len([w for w in wrong if w in scored]) / max(1, len(scored)),
            "exact_of_all": 1 - len(wrong) / max(1, len(mails)),
            "wrong": [w for w in wrong if w in scored],
        }
    return found


def table(found: dict[str, object]) -> str:
    left_out = found["left_out"]
    lines = [
        "# Own words of mails",
        "",
        f"Share of mails whose own words are found exactly (white space apart): {found['scored']} "
        f"mails of email_reply_trimmer's fixtures whose expectation is our definition of own "
        f"words, and all {found['mails']}.",
        "",
        "| | agreeing mails | all mails |",
        "|---|---:|---:|",
    ]
    for name in FINDERS:
        one = found.get(name)
        if isinstance(one, dict):
            lines.append(f"| {name} | {one['exact']:.1%} | {one['exact_of_all']:.1%} |")
    if isinstance(left_out, dict):
        lines += ["", "Left out:", "", *(f"* `{name}`: {why}" for name, why in left_out.items())]
    lines += ["", "Made by `python -m tests.markup.peers DATA -o reports/own-words.json`.", ""]
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path, help="folder with emails/ and trimmed/")
    parser.add_argument("-o", "--output", type=Path, help="JSON file; a Markdown table beside it")
    arguments = parser.parse_args()
    if not (arguments.data / "emails").is_dir():
        parser.error(f"{arguments.data} holds no folder emails/")
    found = scores(arguments.data)
    print(table(found))
    if arguments.output:
        arguments.output.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
        arguments.output.with_suffix(".md").write_text(table(found), encoding="utf-8")


if __name__ == "__main__":
    main()
