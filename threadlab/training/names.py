"""Examples whose names are changed, so that a model learns that a name says nothing.

Who is addressed, and how anybody is called, makes no argument; but in few threads some names go
with some arguments by chance, and "Ann, …" opens more rebuttals than testimonies. So a share of
the examples gets a name in front, and in a share of them each given name becomes another.
"""

import random
import re
from collections.abc import Sequence

from threadlab.encoder.pairs import Pair

# Given names that are hardly ever another word.
_NAMES = """
    Adam Agnes Alan Albert Alice Amanda Andrew Angela Anna Anthony Barbara Benjamin Betty Brenda
    Brian Carlos Carol Catherine Charles Chris Christine Claire Cynthia Daniel Deborah Dennis Diane
    Donald Donna Dorothy Douglas Edward Elizabeth Emily Emma Eric Frances Gary George Gerald Greg
    Hannah Harold Helen Henry Ian Isaac Jacob James Janet Jason Jeffrey Jennifer Jessica Jim Joan
    Joe John Jonathan Joseph Joshua Joyce Judith Julia Karen Kathleen Keith Kenneth Kevin Larry
    Laura Lawrence Lena Linda Lisa Louis Lucy Margaret Maria Martin Mary Matthew Megan Melissa
    Michael Mike Nancy Nathan Nicholas Nicole Oliver Olivia Omar Pamela Patricia Paul Peter Philip
    Rachel Ralph Raymond Rebecca Richard Robert Roger Ron Ronald Ruth Samuel Sandra Sarah Scott
    Sharon Simon Sophie Stephanie Stephen Steve Steven Susan Teresa Thomas Tim Timothy Tom Tony
    Victoria Vincent Walter Wayne William Yusuf
"""
GIVEN = tuple(_NAMES.split())
_NAME = re.compile(rf"\b(?:{'|'.join(GIVEN)})\b")
# How people address one another; the comma is the commonest.
_FRONTS = ("{}, ", "{}, ", "{}, ", "{}: ", "@{} ", "Hi {}, ", "{} - ")


def renamed(pairs: Sequence[Pair], share: float, seed: int) -> list[Pair]:
    """Changes the names of some pairs.

    Args:
        pairs: The words answered and the own words.
        share: Of the pairs, that which gets a name in front of the own words; and, drawn anew,
            that where each given name becomes another, the same one in both texts.
        seed: With a pair's place it decides what happens to it.

    Returns:
        As many pairs, in order; without own words they stay as they are.
    """
    found = []
    for place, pair in enumerate(pairs):
        dice = random.Random(f"{seed}/names/{place}")  # noqa: S311 - a draw, no secret
        front, exchange = dice.random() < share, dice.random() < share
        if exchange:
            pair = _exchanged(pair, dice)
        if front and pair.own:
            pair = Pair(pair.answered, dice.choice(_FRONTS).format(dice.choice(GIVEN)) + pair.own)
        found.append(pair)
    return found


def _exchanged(pair: Pair, dice: random.Random) -> Pair:
    names = sorted({*_NAME.findall(pair.answered), *_NAME.findall(pair.own)})
    others = dict(zip(names, dice.sample(GIVEN, len(names)), strict=True))
    answered, own = (_NAME.sub(lambda m: others[m[0]], text) for text in (pair.answered, pair.own))
    return Pair(answered, own)
