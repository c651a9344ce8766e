"""What the scripts share that are run by the environments of the peers: no threadlab here."""

import json
import re
import sys
import traceback
from pathlib import Path

SURROGATE = re.compile("[\ud800-\udfff]")


def clean(text):
    return None if text is None else SURROGATE.sub("\ufffd", text)


def folders():
    """The folders of the sample: an export of each kind, and the thread as JSON lines."""
    return sorted(path for path in Path(sys.argv[1]).iterdir() if path.is_dir())


def thread_of(folder):
    return json.loads((folder / "t.jsonl").read_text("utf-8"))


def report(check, versions):
    """Checks every folder, and prints how many files were read and what went wrong.

    Args:
        check: Takes a folder, gives how many files of it were read, raises where one is wrong.
        versions: Versions by the names of the libraries.
    """
    count, problems = 0, []
    for folder in folders():
        try:
            count += check(folder)
        except Exception:
            problems.append(f"{folder.name}: {traceback.format_exc(limit=-2)}")
    print(json.dumps({"files": count, "versions": versions, "problems": problems[:5]}))
