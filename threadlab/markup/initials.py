"""Quotes marked with initials or a name before the `>`: "AB> text", "AB>> text", "Ann> text".

FidoNet and its readers write the initials of who said it, Supercite the name. Database and shell
prompts look alike, hence a single line is a quote only where an attribution has these initials.
"""

import re

from threadlab.markup.introductions import introduction
from threadlab.markup.languages import listed
from threadlab.markup.marks import Rows
from threadlab.markup.prompts import looks_like_code

_HINT = re.compile(r"\n[ \t>]{0,20}[^\W\d_]{1,12}>")
_CHAIN = re.compile(r"(?:[ \t]{0,8}[^\W\d_]{0,12}>+)+")
_TOKEN = re.compile(r"([^\W\d_]{1,12})>")
_LONGEST_CHAIN = 100
_FEWEST = 2  # lines of a run of initials that nothing introduces
_FEWEST_NAMED = 3  # lines of a run of a name that nothing introduces

PROMPTS: frozenset[str] = listed(
    """
    sql mysql sqlite sqlplus psql postgres oracle db ftp sftp tftp gdb pdb ipdb irb ghci idl ncl dos
    cmd ps c d e a b x y z in out node lisp prolog maple matlab octave scilab gnuplot grads r s
    splus python py perl ruby php js bash sh csh ksh tcsh zsh telnet smtp imap pop dn mongo redis
    hive spark scala user admin root router switch tag br p div li td tr ul ol em strong pre code h
    """
)
"""Words before `>` that are prompts, or tags, and nobody's initials."""


def read_initials(rows: Rows) -> None:
    """Reads lines with initials before their marks as quotes of whom the initials name."""
    body = rows.body
    if body.count(">") == body.count("<") + sum(rows.depths) or not rows.holds(_HINT):
        return  # every ">" is a mark or ends an address
    chains = _chains(rows)
    if not chains:
        return
    told = _told(rows)
    known: set[str] = set()
    for run in _runs(chains):
        token = chains[run[0]][0]
        name = told.get(token.casefold())
        if token in known or name is not None or _are_initials(rows, run, token, chains):
            known.add(token)
            for k in run:
                _, depth, end = chains[k]
                begin = rows.starts[k] + end
                rows.restate(k, depth, begin + (rows.body[begin : begin + 1] in (" ", "\t")))
                rows.names[k] = name or token
                rows.foreign.add(k)


def _chains(rows: Rows) -> dict[int, tuple[str, int, int]]:
    """Gives the innermost initials, the depth and the length of the marks, by line."""
    found: dict[int, tuple[str, int, int]] = {}
    for k in range(len(rows)):
        if ">" not in rows.body[rows.starts[k] : rows.starts[k] + _LONGEST_CHAIN]:
            continue
        chain = _CHAIN.match(rows.body, rows.starts[k], rows.starts[k] + _LONGEST_CHAIN)
        if chain is None:
            continue
        tokens = _TOKEN.findall(chain[0])
        if tokens:
            found[k] = (tokens[-1], chain[0].count(">"), chain.end() - rows.starts[k])
    return found


def _runs(chains: dict[int, tuple[str, int, int]]) -> list[list[int]]:
    """Gives the lines that stand together with the same initials."""
    runs: list[list[int]] = []
    for k, (token, _, _) in chains.items():
        if runs and runs[-1][-1] == k - 1 and chains[k - 1][0] == token:
            runs[-1].append(k)
        else:
            runs.append([k])
    return runs


def _told(rows: Rows) -> dict[str, str]:
    """Gives the names in attributions by their initials, first and last names."""
    told: dict[str, str] = {}
    for k, text in enumerate(rows.texts):
        if text.rstrip()[-1:] not in (":", ".", "…") or len(text) > 300:
            continue
        found = introduction(rows, k)
        name = found.told.name if found else None
        if not name:
            continue
        words = [w for w in re.split(r"[^\w']+|_", name.split("@")[0]) if w]
        letters = "".join(w[0] for w in words)
        forms = {letters, letters[:1] + letters[-1:], *words, "".join(words), name[:2]}
        for form in forms:
            if len(form) > 1 or len(words) == 1:
                told.setdefault(form.casefold(), name)
    return told


def _are_initials(
    rows: Rows, run: list[int], token: str, chains: dict[int, tuple[str, int, int]]
) -> bool:
    """Says whether a run that no attribution explains is quoted nevertheless."""
    if token.casefold() in PROMPTS or not token[0].isupper():
        return False
    if len(token) > 3 or not token.isupper():
        fewest = _FEWEST_NAMED
        if not token[1:].islower():
            return False
    else:
        fewest = _FEWEST
    if len(run) < fewest or len(token) < 2:
        return False
    words = [rows.body[rows.starts[k] + chains[k][2] : rows.starts[k + 1]].strip() for k in run]
    return not all(looks_like_code(w) for w in words if w) and any(" " in w for w in words)
