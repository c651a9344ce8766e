"""Interactive sessions: ">>> f()" of Python and "> x <- 1" of R are code, not quotes."""

import re

from threadlab.markup.marks import Row, Rows, at_depth

_CODE = re.compile(
    r"[\w.$@\[\]'\"]{1,80}\s{0,4}(?:<<?-|=|\+=)\s{0,4}\S"  # an assignment
    r"|[\w.$]{1,80}\(.{0,300}[)({,\[:]\s{0,4}(?:#.{0,200})?$"  # a call
    r"|[\w.$]{1,80}\[.{0,200}\]\s{0,4}$"  # a subscript
    r"|[\w.$]{1,80}\s{0,4}[-+*/^]\s{0,4}[\w.$(]{1,80}\s{0,4}$"  # a sum
    r"|(?:def|class|for|if|while|with|try|else|elif|except)\b.{0,300}:$"
    r"|(?:for|if|while|function)\s?\(|from\s\S{1,80}\simport\s|import\s[\w.,]{1,80}$"
    r"|(?:print|return|del|raise)\s[\w.()\"'\[\]]{1,80}$"
)
_OUTPUT = re.compile(r"\s{0,8}(?:\[\d{1,6}\]|Error\b|Traceback\b|Warning\b|[-+]?\d)")
_LONGEST = 300


def looks_like_code(line: str) -> bool:
    """Says whether a line reads as a statement typed at a prompt."""
    bare = line.strip()
    return 0 < len(bare) <= _LONGEST and _CODE.match(bare) is not None


def demote_prompts(rows: Rows) -> None:
    """Takes the prompt off the marks of lines that are an interactive session.

    A run of marked lines is one when each of them reads as code and it stands in text that is one
    prompt less deep, unless an attribution introduces it. Where words were quoted at the same depth
    before, quoted code is likelier: then the line after the run must read as output.
    """
    words_quoted: set[int] = set()
    k = 0
    while k < len(rows.rows):
        depth = rows.rows[k].depth
        stop = k + 1
        while stop < len(rows.rows) and rows.rows[stop].depth == depth:
            stop += 1
        if depth and rows.kinds[k] == "quote":
            prompt = _prompt_of_run(rows, k, stop, words_quoted)
            if prompt:
                _demote(rows, k, stop, prompt)
            else:
                words_quoted.add(depth)
        k = stop


def _prompt_of_run(rows: Rows, start: int, stop: int, words_quoted: set[int]) -> int:
    """Gives how many marks of the run are its prompt; 0: it is a quote."""
    depth = rows.rows[start].depth
    run = [k for k in range(start, stop) if not rows.blank[k]]
    if not run or not all(looks_like_code(rows.text(k)) for k in run):
        return 0
    above = start - 1
    while above >= 0 and rows.blank[above] and start - above < 3:
        above -= 1
    if above in rows.speakers:
        return 0
    if depth in words_quoted and not _OUTPUT.match(rows.text(stop)):
        return 0
    around = rows.rows[above].depth if above >= 0 else 0
    for prompt in (3, 1):
        if around == depth - prompt and all(_has_prompt(rows, k, prompt) for k in run):
            return prompt
    return 0


def _has_prompt(rows: Rows, k: int, prompt: int) -> bool:
    row = rows.rows[k]
    marks = ">" * prompt + " "
    return prompt == 1 or rows.body.endswith(marks, row.start, row.words)


def _demote(rows: Rows, start: int, stop: int, prompt: int) -> None:
    for k in range(start, stop):
        row = rows.rows[k]
        depth, words = at_depth(rows.body, row, row.depth - prompt)
        rows.restate(k, Row(row.start, row.end, depth, words))
