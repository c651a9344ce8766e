"""Invented pairs by which engines learn how large the numbers between two layers become.

They are of every kind that forums hold: prose in several tones, lists, numbers, addresses, code,
shouting, other languages, single words, none at all.
"""

from threadlab.encoder.pairs import Pair

_LANE = "The bus lane on Mill Road should stay."
_SHOPS = "Parking was easier before, and the shops say that fewer people stop on their way home."

SAMPLES: tuple[Pair, ...] = (
    Pair(_LANE, f"I disagree. {_SHOPS} What did the council expect when it took forty spaces?"),
    Pair(_SHOPS, "Source? The survey of 2019 found 62% of customers came on foot, 11% by car."),
    Pair("", "Has anyone here tried to cycle there at 8:30 on a Monday, with two children?"),
    Pair("You clearly never ride a bus.", "And you clearly never read what you answer to, troll."),
    Pair(
        "If it costs 1.2 million, it must bring at least as much.",
        "By that logic we would never have built the library, the park or the school. Not all "
        "that is worth having shows in a balance, and what does show takes years: the last "
        "evaluation (see https://council.example/reports/17.pdf, page 4) counted journeys only, "
        "not the accidents that did not happen.",
    ),
    Pair("it wont compile", "try this\n\nfor (int i = 0; i < n; ++i) { sum += a[i]; } // O(n)"),
    Pair(
        "We could close it on Sundays.",
        "Agreed, good idea. I would add two things: 1. tell the drivers a month before; 2. count "
        "again in autumn. Then we can talk about Saturdays.",
    ),
    Pair("", "LOL!!! THIS IS SO STUPID :-) ??? @mods please lock >>> #1234"),
    Pair(
        "Nobody has shown that the vaccine lowers transmission.",
        "You may be right about transmission, I had not seen that trial. But the claim was about "
        "hospital admissions, and those fell by half within eight weeks in every age group.",
    ),
    Pair("", "thanks"),
    Pair("Is it the fuse?", "yes"),
    Pair(
        "Die Erde ist keine Scheibe.",
        "Natürlich nicht, aber warum sollte man das in dieser Gruppe noch einmal beweisen müssen?",
    ),
    Pair("C'est trop cher.", "日本語のコメントもあります。 Привет, как дела? 12.345,67 €"),
    Pair(
        "As an engineer I can say that the beam fails first at the weld, not in the middle, "
        "because heat changes the grain of the steel around it.",
        "My father worked thirty years in a yard and saw two of them go. Both times it was the "
        "middle: rust from inside, where no inspection looks. So it depends on age, I suppose, "
        "and on who welded it. Does the norm not ask for an X-ray of each seam these days? In "
        "our region an inspector comes every five years, looks at the paint and signs; that is "
        "the whole of it. I have photographs, if anybody wants to see them.",
    ),
    Pair("God exists; look at the order of nature.", "Order is what natural selection leaves."),
    Pair("", "[deleted]"),
)
