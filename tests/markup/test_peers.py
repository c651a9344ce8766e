"""Own words of other projects' mails: nothing lost, nine of ten exact."""

import importlib.util
from pathlib import Path

import pytest

from threadlab.markup import passages

PEERS = Path(__file__).parents[3] / "shared" / "data" / "peers"
MAILS = [p for p in PEERS.rglob("*") if p.suffix in (".txt", ".eml", ".html")]
FLOOR = 0.9


def peers_script():
    """The script beside this test, loaded by its path: the tests are no package."""
    spec = importlib.util.spec_from_file_location("peers", Path(__file__).with_name("peers.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.shared
@pytest.mark.skipif(not MAILS, reason="the peers' mails are not beside the checkout")
def test_nine_of_ten_are_exact():
    """Of the mails whose expectation agrees with our definition, 90 % are found exactly."""
    script = peers_script()
    folder = PEERS / "email_reply_trimmer"
    names = set(script.read(folder)) - set(script.EXCLUDED)
    wrong = names & set(script.failing(folder, script.by_threadlab))
    assert len(names) > 20
    assert 1 - len(wrong) / len(names) >= FLOOR, sorted(wrong)


@pytest.mark.shared
@pytest.mark.skipif(not MAILS, reason="the peers' mails are not beside the checkout")
@pytest.mark.parametrize("markup", ["email", "plain", "markdown", "html", "bbcode"])
def test_no_letter_is_lost(markup: str):
    """The passages of every peer's mail are the whole mail, in any format."""
    for path in MAILS:
        body = path.read_bytes().decode("utf-8", errors="replace")
        place = 0
        for passage in passages(body, markup):
            assert passage.span.start == place, path.name
            place = passage.span.end
        assert place == len(body), path.name
