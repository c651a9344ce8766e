"""How large are the maps of long threads, and how fast are they written, opened and used?

`python tests/benchmarks/page_times.py --report reports/page.md`: invented threads of 30, 1,000 and
5,000 comments of 400 bytes; each page is written and opened several times, in Chromium. Needs some
minutes in which the machine does nothing else; medians are printed as Markdown tables.
"""

import argparse
import os
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "exports"))
from debate import crowd
from playwright.sync_api import sync_playwright

import threadlab as tl

SIZES = (30, 1000, 5000)
LETTERS = 400
TIMES = 5
PAGE_BYTES = 1_500_000
TEXT_FACTOR = 1.2

LAYOUT = "document.documentElement.getBoundingClientRect(); document.body.offsetHeight;"

ACTIONS = {
    "first choice": "map.choose(at, {});",
    "choice": "map.choose(at, {});",
    "filter by type": (
        "const f = document.getElementById('type'); f.value = 't' + n % 10;"
        " f.dispatchEvent(new Event('change', { bubbles: true }));"
    ),
    "filter taken off": "document.getElementById('clear').click();",
    "map redrawn": "map.choose(at, { scroll: false });",
}
"""What is done for the n-th time; `at` is a comment's place."""


def timed_script(name: str) -> str:
    """JavaScript that does something and tells how many milliseconds it took."""
    return (
        "([n, count]) => { const at = (n * 2654435761) % count; const start = performance.now();"
        f" {ACTIONS[name]} {LAYOUT} return performance.now() - start; }}"
    )


SEARCHED = f"""async word => {{
  const field = document.getElementById('search');
  const found = document.getElementById('found');
  const told = new Promise(
    done => new MutationObserver(done).observe(found, {{ childList: true }}));
  const start = performance.now();
  field.value = word;
  field.dispatchEvent(new Event('input'));
  await told;
  {LAYOUT}
  return performance.now() - start;
}}"""

LOADED = "performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd"


class Meter:
    """Collects times by name: by the clock, and the processor time of the page's main thread."""

    def __init__(self) -> None:
        self.rows: dict[str, list[tuple[float, float]]] = {}

    def add(self, name: str, clock: float, processor: float) -> None:
        """Takes milliseconds."""
        self.rows.setdefault(name, []).append((clock, processor))

    def median(self, name: str) -> tuple[float, float]:
        """The middle of both."""
        clock, processor = zip(*self.rows[name], strict=True)
        return statistics.median(clock), statistics.median(processor)


def write(size: int, folder: Path, meter: Meter, times: int) -> tuple[Path, int]:
    """Writes a page several times; gives it, and how many bytes its texts have."""
    thread = crowd(size, LETTERS)
    path = folder / f"{size}.html"
    for _ in range(times):
        clock, processor = time.perf_counter(), time.process_time()
        tl.save(thread, path)
        spent = 1000 * (time.perf_counter() - clock), 1000 * (time.process_time() - processor)
        meter.add("written", *spent)
    return path, sum(len(comment.body.encode()) for comment in thread.comments)


def busy(session) -> float:
    """Processor time of the page's main thread so far, in milliseconds."""
    found = session.send("Performance.getMetrics")["metrics"]
    return 1000 * next(one["value"] for one in found if one["name"] == "TaskDuration")


def use(browser, path: Path, size: int, meter: Meter) -> None:
    """Opens a page and does with it what readers do."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    opened = context.new_page()
    session = context.new_cdp_session(opened)
    # Thread ticks: tasks are counted by the processor's time, whatever else the machine does.
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    before = busy(session)
    opened.goto(path.as_uri())
    meter.add("load", opened.evaluate(LOADED), busy(session) - before)

    def timed(name: str, script: str, given: object) -> None:
        # What the page does by itself after opening is not counted here.
        opened.wait_for_timeout(100)
        before = busy(session)
        clock = opened.evaluate(script, given)
        meter.add(name, clock, busy(session) - before)

    def act(name: str, n: int) -> None:
        timed(name, timed_script(name), [n, size])

    act("first choice", 3)
    for n in range(1, TIMES + 1):
        act("choice", n)
    for n in range(1, TIMES + 1):
        act("filter by type", n)
        act("filter taken off", n)
    for n, word in enumerate(("winter", "school", "without answer", "council", "ne")):
        timed("first search" if n == 0 else "search", SEARCHED, word)
    opened.evaluate("document.getElementById('clear').click()")
    opened.click("[role=tab]:text-is('Argument map')")
    for n in range(1, TIMES + 1):
        act("map redrawn", n + TIMES)
    context.close()


NAMES = {
    "written": ("page written, without the model", 2000),
    "load": ("opened, until its script is done", 1500),
    "first choice": ("first comment chosen", None),
    "choice": ("another comment chosen", None),
    "filter by type": ("filtered by type", 50),
    "filter taken off": ("filter taken off", None),
    "first search": ("first search", 300),
    "search": ("another search", 300),
    "map redrawn": ("argument map drawn round another comment", 150),
}
"""What is measured, in words, and how many milliseconds it may take with 5,000 comments."""


def table(found: dict[int, tuple[int, int, Meter]]) -> str:
    """The report's tables."""
    lines = ["| comments | text, bytes | page, bytes | at most, bytes |", "|---|---|---|---|"]
    for size, (text, whole, _) in found.items():
        most = int(TEXT_FACTOR * text + PAGE_BYTES)
        lines.append(f"| {size:,} | {text:,} | {whole:,} | {most:,} |")
    heads = " | ".join(f"{size:,} comments" for size in found)
    lines += ["", f"| milliseconds | {heads} | at most |", "|---" * (len(found) + 2) + "|"]
    for name, (words, most) in NAMES.items():
        cells = []
        for _, _, meter in found.values():
            clock, processor = meter.median(name)
            cells.append(f"{clock:,.0f} ({processor:,.0f})")
        lines.append(f"| {words} | {' | '.join(cells)} | {most or '–'} |")
    return "\n".join(lines)


REPORT = """# The page: how large, and how fast?

Invented threads of comments of 400 bytes, a third of them quoting what they answer. Medians of
{times} times by the clock, in brackets processor time: of Python for what is written, of the page's
main thread for the rest. Processor time is what is left of a time when the machine has other work
to do; where it is more than the clock's, it holds work that the page does after it has answered. A
time ends when the page is laid out anew. Beyond 500 comments a search waits 150 ms for further
letters; this is counted in.

{table}

Measured on a machine of 2 cores{state}, in headless Chromium without graphics hardware, by

```
python tests/benchmarks/page_times.py --report reports/page.md
```
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--report", type=Path, help="page that is written anew")
    parser.add_argument("--times", type=int, default=TIMES, help="how often all is done")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    options = parser.parse_args()
    chromium = os.environ.get("THREADLAB_CHROMIUM") or shutil.which("chromium")
    found = {}
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        tl.save(crowd(50), Path(folder) / "warm.html")
        browser = driver.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu"]
        )
        for size in options.sizes:
            meter = Meter()
            path, text = write(size, Path(folder), meter, options.times)
            for _ in range(options.times):
                use(browser, path, size, meter)
            found[size] = text, path.stat().st_size, meter
        browser.close()
    others = os.getloadavg()[0]
    state = f" that were shared ({others:.0f} processes wanted them)" if others > 2.5 else ""
    tables = table(found)
    print(tables)
    if options.report:
        report = REPORT.format(times=options.times, table=tables, state=state)
        options.report.write_text(report, "utf-8")


if __name__ == "__main__":
    main()
