"""Interactive sessions: ">>> f()" of Python and "> x <- 1" of R are code, not quotes."""

import re

from threadlab.markup.marks import Rows

_CODE = re.compile(
    r"[\w.$@\[\]'\"]{1,80}\s{0,4}(?:<<?-|=|\+=)\s{0,4}\S"  # an assignment
    r"|[\w.$]{1,80}\(.{0,300}[)({,\[:]\s{0,4}(?:#.{0,200})?$"  # a call
    r"|[\w.$]{1,80}\[.{0,200}\]\s{0,4}$"  # a subscript
    r"|[\w.$]{1,80}\s{0,4}[-+*/^]\s{0,4}[\w.$(]{1,80}\s{0,4}$"  # a sum
    r"|(?:def|class|for|if|while|with|try|else|elif|except)\b.{0,300}:$"
    r"|(?:for|if|while|function)\s?\(|from\s\S{1,80}\simport\s|import\s[\w.,]{1,80}$"
    r"|(?:print|return|del|raise)\s[\w.()\"'\[\]]{1,80}$"
)
_OUTPUT = re.compile(
    r"\s{0,8}(?:\[\d{1,6}\]|\+ |\.\.\. |Error\b|Traceback\b|Warning\b|[-+]?\d|function\s?\(|c\("
    r"|(?:NULL|NA|TRUE|FALSE|True|False|None)$|List of \d|Call:|(?:Auto)?[Ll]oading |\$ ?\w|<\w"
    r"|(?:\S{1,40}\s{2,20}){2,10}\S)"
)
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
    depths = rows.depths
    starts = [k for k, depth in enumerate(depths) if not k or depth != depths[k - 1]]
    for k, stop in zip(starts, [*starts[1:], len(depths)], strict=True):
        depth = depths[k]
        if depth and rows.kinds[k] == "quote":
            prompt = _prompt_of_run(rows, k, stop, words_quoted)
            if prompt:
                for j in range(k, stop):
                    rows.cap(j, depth - prompt)
            elif k not in rows.foreign:
                words_quoted.add(depth)


def _prompt_of_run(rows: Rows, start: int, stop: int, words_quoted: set[int]) -> int:
    """Gives how many marks of the run are its prompt; 0: it is a quote."""
    depth = rows.depths[start]
    if start in rows.foreign or not _is_session(rows, start, stop):
        return 0
    above = start - 1
    while above >= 0 and rows.blank[above] and start - above < 3:
        above -= 1
    if above in rows.speakers:
        return 0
    if depth in words_quoted and not _OUTPUT.match(rows.text(stop)):
        return 0
    around = rows.depths[above] if above >= 0 else 0
    for prompt in (3, 1):
        run = (k for k in range(start, stop) if not rows.blank[k])
        if around == depth - prompt and all(_has_prompt(rows, k, prompt) for k in run):
            return prompt
    return 0


def _is_session(rows: Rows, start: int, stop: int) -> bool:
    """Says whether the run has words, and each of its lines reads as code."""
    typed = False
    for k in range(start, stop):
        if not rows.blank[k]:
            if not looks_like_code(rows.texts[k]):
                return False
            typed = True
    return typed


def _has_prompt(rows: Rows, k: int, prompt: int) -> bool:
    prompts, start = ">" * prompt + " ", rows.starts[k]
    return prompt == 1 or rows.body.endswith(prompts, start, start + rows.marks[k])
