"""Pictures of each view of a map, as the README shows them.

`python tests/benchmarks/page_pictures.py PAGE… -o reports/figures` opens pages that `threadlab map`
wrote in Chromium and writes <page>-<view>.png: the page as it opens, each map, the correction of a
comment, dark, and on a phone. With `--invented N` a made-up thread of N comments is added.
"""

import argparse
import io
import shutil
import sys
import tempfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

WIDE, PHONE = {"width": 1300, "height": 860}, {"width": 390, "height": 780}
TABS = {"overview": "overview", "map": "arguments", "people": "people", "timeline": "times"}
COLOURS = 128
# Milliseconds until a jump in a long thread has come to rest.
SETTLED = 1000
ARGUMENTS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking")


def keep(page: Page, path: Path) -> None:
    """Writes what the window shows with few colours: these are flat drawings."""
    shot = Image.open(io.BytesIO(page.screenshot()))
    few = shot.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    few.save(path, optimize=True)
    print(path, path.stat().st_size // 1000, "kB")


def pictures(browser: Browser, source: Path, out: Path) -> None:
    """Opens a page in each way and keeps what is seen."""
    name, address = source.stem, source.resolve().as_uri()
    page = browser.new_page(viewport=WIDE)
    page.goto(address)
    keep(page, out / f"{name}-page.png")
    for view, tab in TABS.items():
        button = page.locator(f"#{tab}-tab")
        if not button.count():
            continue
        button.click()
        page.evaluate(
            "scrollBy(0, document.querySelector('.view').getBoundingClientRect().top - 76)"
        )
        keep(page, out / f"{name}-{view}.png")
    page.goto(address + "#c4")
    page.wait_for_timeout(SETTLED)
    page.keyboard.press("e")
    if page.locator("dialog[open]").count():
        keep(page, out / f"{name}-correct.png")
    page.close()
    for view, asked in (
        ("dark", {"viewport": WIDE, "color_scheme": "dark"}),
        ("phone", {"viewport": PHONE, "device_scale_factor": 2}),
    ):
        page = browser.new_page(**asked)
        page.goto(address)
        keep(page, out / f"{name}-{view}.png")
        page.close()


def invented(size: int, folder: Path) -> Path:
    """Writes the map of a thread of two camps that nobody wrote, with the words of a debate."""
    from exports.debate import NAMING, ROWS, START
    from invented import uncertain

    from threadlab.exports.html import page
    from threadlab.thread import Passage, Span

    thread = uncertain(size, size // 12, seed=3)
    comments = []
    for k, comment in enumerate(thread.comments):
        words = ROWS[k * 7 % len(ROWS)][-1].split("\n")[-1]
        posted = START + timedelta(minutes=40 * k)
        own = (Passage(words, Span(0, len(words)), "own"),)
        comments.append(replace(comment, body=words, posted=posted, passages=own))
    whole = replace(thread, title=f"An invented debate of {size:,} comments", comments=comments)
    path = folder / f"invented-{size}.html"
    path.write_text(page(whole, NAMING), encoding="utf-8")
    return path


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pages", nargs="*", type=Path)
    parser.add_argument("--invented", type=int, metavar="N")
    parser.add_argument("-o", "--out", type=Path, default=Path("reports/figures"))
    parser.add_argument("--chromium", default=shutil.which("chromium"))
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as player:
        sources = list(options.pages)
        if options.invented:
            sources.append(invented(options.invented, Path(folder)))
        browser = player.chromium.launch(executable_path=options.chromium, args=[*ARGUMENTS])
        for source in sources:
            pictures(browser, source, options.out)
        browser.close()


if __name__ == "__main__":
    main()
