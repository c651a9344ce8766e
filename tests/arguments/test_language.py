"""Other languages, bare code, no words at all: labels lose their certainty, nothing breaks."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from threadlab import Classifier
from threadlab.arguments import classify, is_unsure
from threadlab.arguments.asking import doubtful, flattened
from threadlab.arguments.language import (
    CODE,
    PROSE,
    WORDLESS,
    Writing,
    language_name,
    languages_of,
    writing_of,
)
from threadlab.encoder import Head, Pair
from threadlab.scheme import STANCES, TYPES
from threadlab.thread import Comment, Reply, Thread

# Written for this test.
FOREIGN = {
    "de": (
        "Ich stimme dir nicht zu, das ist doch Unsinn.",
        "Warum sollte die Stadt dafür bezahlen? Die Steuern sind schon hoch genug.",
    ),
    "fr": (
        "Je ne suis pas d'accord avec vous, la loi est claire.",
        "Pourquoi est-ce que la ville devrait payer pour les voitures ?",
    ),
    "es": (
        "No estoy de acuerdo, la ley es muy clara sobre esto.",
        "¿Por qué tiene que pagar la ciudad por los coches?",
    ),
    "pt": (
        "Não concordo com você, a lei é muito clara.",
        "Por que a cidade tem que pagar por isso?",
    ),
    "it": (
        "Non sono d'accordo, la legge è molto chiara.",
        "Perché la città dovrebbe pagare per questo?",
    ),
    "nl": (
        "Ik ben het niet met je eens, de wet is duidelijk.",
        "Waarom zou de stad dat moeten betalen?",
    ),
    "sv": (
        "Jag håller inte med dig, lagen är mycket tydlig.",
        "Varför skulle staden betala för det?",
    ),
    "da": ("Jeg er ikke enig med dig, loven er klar.",),
    "no": ("Jeg er ikke enig med deg, loven er helt klar.",),
    "pl": ("Nie zgadzam się z tobą, prawo jest jasne.", "Dlaczego miasto ma za to płacić?"),
    "cs": (
        "Nesouhlasím s tebou, protože zákon je v tom velmi jasný.",
        "To není pravda, a proč by to mělo platit město?",
    ),
    "sk": ("Nie je to pravda, prečítaj si ten zákon ešte raz, prosím.",),
    "hr": ("Trebali bismo zatvoriti most za automobile nedjeljom.",),
    "sl": ("To ni res, preberi članek še enkrat.",),
    "lt": ("Visiškai su tavimi sutinku, įstatymas aiškus.",),
    "et": ("See ei ole tõsi, loe artikkel uuesti läbi.",),
    "hu": ("Nem értek egyet veled, mert a törvény nagyon világos.",),
    "fi": ("En ole samaa mieltä, koska laki on hyvin selvä.",),
    "tr": ("Sana katılmıyorum, çünkü yasa bu konuda çok açık.",),
    "ro": ("Nu sunt de acord cu tine, legea este foarte clară.",),
    "id": ("Saya tidak setuju dengan kamu, karena hukum itu sudah jelas.",),
    "vi": ("Tôi không đồng ý với bạn, luật rất rõ ràng.", "nói nhảm gì vậy trời"),
    "sw": ("Sikubaliani na wewe, sheria iko wazi kabisa.",),
    "tl": ("Hindi ako sang-ayon sa iyo, malinaw ang batas.",),
    "ru": ("Я с вами не согласен, закон очень ясен.",),
    "zh": ("我不同意你的看法,法律很清楚。",),
    "ja": ("私はそう思いません。法律ははっきりしています。",),
    "ko": ("저는 동의하지 않습니다. 법은 아주 분명합니다.",),
    "ar": ("أنا لا أتفق معك، القانون واضح جدا.",),
    "el": ("Δεν συμφωνώ μαζί σου, ο νόμος είναι σαφής.",),
    "he": ("אני לא מסכים איתך, החוק ברור מאוד.",),
    "uk": ("Я з вами не згоден, їхній закон дуже чіткий.",),
    "fa": ("من با شما موافق نیستم، چرا این را می‌گویید؟",),
    "ur": ("یہ سچ نہیں ہے، مضمون دوبارہ پڑھو۔",),
    "hi": ("मैं आपसे सहमत नहीं हूँ, कानून बहुत साफ है।",),
    "ta": ("அது உண்மை இல்லை, கட்டுரையை மீண்டும் படியுங்கள்.",),
    "ka": ("ეს სიმართლე არ არის, სტატია თავიდან წაიკითხე.",),
    "hy": ("Դա ճիշտ չէ, նորից կարդա հոդվածը։",),
    "am": ("ይህ እውነት አይደለም፣ ጽሑፉን እንደገና አንብብ።",),
}
ENGLISH = [
    "ok",
    "lol no",
    "No me gusta",
    "Nice. Danke!",
    "Die Hard is a man's film, and so was the sequel.",
    "The word 'nicht' is a German negation and 'ist' means is.",
    "https://example.org/a/b",
    "Per capita income in real terms: 4,000 in 1990, 9,000 in 2000.",
    "DSA = 12 and DSB = 14, see part no. AX-100-E",
    "Set α = 0.05 and β = 0.2 before the test.",
    "He said à la carte, I said à la mode.",
    "Haaa Haaa goood one.",
    "haha ya, me too",
    "L1nuxRules | UbuntuRules | split | sort",
    "omg lmao wtf bruh, dis gonna b lit",
    "𝗧𝗵𝗶𝘀 𝗶𝘀 𝗻𝗼𝘁 𝘁𝗵𝗲 𝘀𝗮𝗺𝗲.",
    "Put it in a loop:\nfor (;;) { run(); }\nThat is all there is to it.",
]
BARE_CODE = [
    "for (int i = 0; i < n; i++) {\n  sum += a[i];\n}\nreturn sum;",
    "def f(x):\n    return x + 1\n\nprint(f(2))",
    "<div>\n<p>\n</p>\n</div>",
]


@pytest.mark.parametrize("code", FOREIGN)
def test_other_languages_are_told(code):
    """Sentences of 38 languages are told by their words or letters, and rightly named."""
    for text in FOREIGN[code]:
        found = writing_of(text)
        assert found.kind == PROSE
        assert code in found.languages, (text, found)
        assert language_name(code) in found.name
        assert doubtful(Pair("", text), ["en"]) == found
        assert doubtful(Pair("", text), ["en", code]) is None
    assert language_name(code) != code


@pytest.mark.parametrize("text", ENGLISH)
def test_english_is_not_taken_for_another_language(text):
    """Short, technical and mixed English stays English, or is of no language that can be told."""
    assert writing_of(text) in (Writing(PROSE, ("en",)), Writing(PROSE))
    assert doubtful(Pair("", text), ["en"]) is None


def test_code_and_signs_are_no_prose():
    """Bare code and texts without a word are told; an address counts as a word."""
    assert {writing_of(text).kind for text in BARE_CODE} == {CODE}
    wordless = ("", " \n", "😀😀", "???", "+1", "—")
    assert {writing_of(text).kind for text in wordless} == {WORDLESS}


def test_near_languages_are_named_together():
    """Where languages are as probable as one another the name gives them all, or none."""
    assert Writing(PROSE, ("hr", "sr", "bs")).name == "Croatian, Serbian or Bosnian"
    assert Writing(PROSE, ("no", "da")).name == "Norwegian or Danish"
    assert Writing(PROSE, tuple("abcd")).name == "another language"
    assert writing_of("ᏣᎳᎩ ᎦᏬᏂᎯᏍᏗ").name == "a language in Cherokee letters"
    assert language_name("nb-NO") == "Norwegian"
    assert "Danish" in writing_of("Har du en kilde på det?").name


def test_the_languages_of_texts_are_those_of_a_real_share():
    """Rare languages and texts that tell none do not count; nothing told is English."""
    german, english = [FOREIGN["de"][0], "ja klar"], "That is what they said to all of us."
    assert languages_of(german * 30) == ("de",)
    assert languages_of([*german * 30, english]) == ("de",)
    assert languages_of([*german * 30, *[english] * 10]) == ("de", "en")
    assert languages_of(["", "ok", "x = 1;"]) == ("en",)


def test_looking_leaves_the_library_as_it_was():
    """A user's own use of py3langid knows the same languages before and after."""
    import py3langid

    writing_of(FOREIGN["de"][0])
    assert len(py3langid.rank("Das ist gut.")) > 120


@given(st.text(st.characters(), max_size=300))
def test_any_text_has_a_writing(text):
    """No text is too strange to be looked at."""
    writing_of(text)


def test_looking_takes_bounded_time():
    """Hostile lines of code and very long texts take no longer than ordinary ones."""
    writing_of(FOREIGN["de"][0])  # what is loaded once
    start = time.perf_counter()
    for text in ("a(" * 50_000, "; " * 50_000, "(" * 50_000, "der die das " * 50_000, "é" * 10**6):
        writing_of(text)
    assert time.perf_counter() - start < 2


@given(
    st.lists(st.floats(0, 1), min_size=10, max_size=10), st.floats(0, 1).map(lambda p: round(p, 3))
)
def test_flattened_answers_are_unsure_and_keep_their_order(row, limit):
    """Whatever the model says, no doubtful answer reaches the limit, and the order stays."""
    head = Head("types", TYPES, 1.0, (0.0,) * 10, (0.5,) * 10, limit)
    shown = flattened(head, row)
    assert all(0 <= p <= 1 for p in shown)
    if limit > 0.12:
        assert max(shown) < limit
    order = sorted(range(10), key=row.__getitem__)
    assert [shown[k] for k in order] == sorted(shown)


def test_flattened_stances_still_sum_to_one():
    """Stances stay shares of one whole."""
    head = Head("stance", STANCES, 1.0, (0.0,) * 3, (0.5,) * 3, 0.5)
    shown = flattened(head, (0.98, 0.01, 0.01))
    assert sum(shown) == pytest.approx(1, abs=1e-4)
    assert shown[0] < 0.5


def thread_of(*bodies):
    """A thread in which each comment answers the first."""
    comments = tuple(Comment(str(k), body=body) for k, body in enumerate(bodies))
    replies = tuple(Reply(c.id, "0", 0.9) for c in comments[1:])
    return Thread("t", comments=comments, replies=replies)


def test_a_thread_notes_its_other_languages():
    """The note counts comments by language, their labels are unsure, and it stands there once."""
    thread = thread_of(
        "Cars should leave the city, I think.", FOREIGN["de"][0], FOREIGN["de"][1], FOREIGN["ru"][0]
    )
    found = classify(classify(thread))
    assert len(found.notes) == 1
    assert "3 comments are" in found.notes[0]
    assert "German (2)" in found.notes[0]
    for comment, reply in zip(found.comments[1:], found.replies, strict=True):
        assert is_unsure(comment.types[0])
        assert is_unsure(reply.stance[0])
    assert classify(thread_of("Cars are good.", "No, they are not.")).notes == ()


def test_a_model_of_other_languages_reads_them(tiny_model, tmp_path):
    """A model that names its languages is believed, one that names none reads any."""
    import json
    import shutil

    thread = thread_of("Cars are good for the people.", FOREIGN["de"][0])
    labels = json.loads((tiny_model / "labels.json").read_text())
    for languages, doubted in ((["de"], "English"), ([], None), (["en", "de"], None)):
        folder = tmp_path / "-".join(languages or ["any"])
        shutil.copytree(tiny_model, folder)
        (folder / "labels.json").write_text(json.dumps({**labels, "languages": languages}))
        notes = classify(thread, model=folder).notes
        assert (doubted in notes[0]) if doubted else not notes


BAD = {
    "empty": "",
    "emoji": "😀👍🏽👩‍👩‍👧 🎉",
    "code": BARE_CODE[0],
    "script": FOREIGN["ar"][0],
    "marks": "?!?! ...",
    "controls": "\x00\x01\x02\u202e",
    "surrogate": "\ud800",
}


@pytest.mark.parametrize("text", ["", " \n\t", None, float("nan"), "> only a quote", "!?"])
@pytest.mark.parametrize("head", ["types", "stance"])
def test_no_text_has_no_sure_label(text, head):
    """What holds no words of its own, missing values too, gets no sure answer."""
    assert Classifier(head=head).unsure([text, "You are an idiot and a liar."]).tolist()[0]


@pytest.mark.parametrize("name", BAD)
def test_bad_input_gets_a_doubtful_label_or_none(name):
    """What is no English prose has no label, or one below the limit of doubt."""
    found = classify(thread_of("Cars should leave the city.", BAD[name])).comments[1]
    assert not found.types or is_unsure(found.types[0])


def test_a_hundred_thousand_words_take_bounded_time():
    """A comment of 100,000 words is classified about as fast as one of a thousand."""
    classify(thread_of("Warm up.", "No."))
    start = time.perf_counter()
    long = "People need the cars of this city. " * 15_000
    found = classify(thread_of("Cars should leave.", long))
    assert len(found.comments[1].types) == len(TYPES)
    assert time.perf_counter() - start < 20
