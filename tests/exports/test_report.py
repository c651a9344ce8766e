"""The report on exports says what the table of exporters says."""

from pathlib import Path

from threadlab.exports import EXPORTERS

REPORT = Path(__file__).parents[2] / "reports" / "exports.md"


def table():
    """The table of the report, made of the exporters."""
    lines = ["| format | name | leaves out | read back |", "|---|---|---|---|"]
    for one in EXPORTERS:
        told = (f"`{one.suffix}`", one.name, one.leaves_out, one.reads_back or "–")
        lines.append(f"| {' | '.join(told)} |")
    return "\n".join(lines)


def test_the_report_tells_what_each_format_leaves_out():
    """Whoever changes an exporter changes its line here: it is the list of what is lost."""
    assert table() in REPORT.read_text("utf-8")
