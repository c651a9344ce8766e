"""Attributions in every language of the tables, each by a sentence of our own."""

import pytest

from threadlab.markup import passages
from threadlab.markup.attributions import attribution
from threadlab.markup.languages import ENDINGS, VERBS

LEE = "Ann Lee <ann@example.org>"
SENTENCES = {
    "ar": (
        f"في الاثنين، 3 مايو 2010 في 10:11 ص تمت كتابة ما يلي بواسطة {LEE}:",
        f"في ٣\u200f/٥\u200f/٢٠١٠، الساعة ١٠:١١ ص، كتب {LEE}:",
    ),
    "bg": (f"На пн, 3.05.2010 г. в 10:11 {LEE} написа:",),
    "ca": (f"Missatge de {LEE} del dia dl., 3 de maig 2010 a les 10:11:", "Ann Lee va escriure:"),
    "cs": (
        f"po 3. 5. 2010 v 10:11 odesílatel {LEE} napsal:",
        f"3. 5. 2010 v 10:11, {LEE}:",
        "Dne 3.5.2010 v 10:11 Ann Lee napsal(a):",
    ),
    "da": (f"Den man. 3. maj 2010 kl. 10.11 skrev {LEE}:", "Den 03-05-2010 10:11, skrev Ann Lee:"),
    "de": (
        f"Am Mo., 3. Mai 2010 um 10:11 Uhr schrieb {LEE}:",
        f"{LEE} schrieb am Mo., 3. Mai 2010 um 10:11 Uhr:",
        "Am 03.05.2010 schrieb Ann Lee:",
    ),
    "el": (
        f"Στις Δευ, 3 Μαΐ 2010 στις 10:11 π.μ., ο χρήστης {LEE} έγραψε:",
        "Στις 3/5/2010 10:11, ο/η Ann Lee έγραψε:",
    ),
    "en": (
        f"On Mon, May 3, 2010 at 10:11 AM {LEE} wrote:",
        f"On May 3, 2010, at 10:11, {LEE} wrote:",
        "Ann Lee wrote:",
    ),
    "es": (f"El lun, 3 may 2010 a las 10:11, {LEE} escribió:", "El 03/05/2010, Ann Lee escribió:"),
    "et": (f"Kuupäev E, 3. mai 2010 kell 10:11 kirjutas {LEE}:",),
    "fa": (f"در تاریخ دوشنبه ۳ مهٔ ۲۰۱۰،\u200f ۱۰:۱۱ {LEE} نوشت:",),
    "fi": (
        "ma 3. toukok. 2010 klo 10.11 Ann Lee (ann@example.org) kirjoitti:",
        f"{LEE} kirjoitti 3.5.2010 kello 10.11:",
    ),
    "fr": (f"Le lun. 3 mai 2010 à 10:11, {LEE} a écrit :", "Le 03/05/2010, Ann Lee a écrit :"),
    "he": (
        "\u202bבתאריך יום ב׳, 3 במאי 2010 ב-10:11 מאת \u202aAnn Lee\u202c\u200f "
        "<\u202aann@example.org\u202c\u200f>:\u202c",
        "בתאריך 03/05/2010 10:11, ציטוט Ann Lee:",
    ),
    "hi": (f"सोम, 3 2010 10:11 {LEE} ने लिखा:",),
    "hr": (f"pon, 3. svi 2010. u 10:11 {LEE} napisao je:",),
    "hu": (
        f"{LEE} ezt írta (időpont: 2010. máj. 3., H, 10:11):",
        f"2010. máj. 3. dátummal, 10:11 időpontban {LEE} írta:",
        "2010. 05. 03. 10:11 keltezéssel, Ann Lee írta:",
    ),
    "id": (f"Pada tanggal Sen, 3 Mei 2010 pukul 10.11 {LEE} menulis:",),
    "it": (f"Il giorno lun 3 mag 2010 alle ore 10:11 {LEE} ha scritto:",),
    "ja": (
        f"2010年5月3日(月) 10:11 {LEE}:",
        f"2010/05/03 10:11、{LEE}のメール:",
        "Ann Leeさんは書きました：",
    ),
    "ko": (
        f"2010년 5월 3일 (월) 오전 10:11, {LEE}님이 작성:",
        f"2010. 5. 3. 오전 10:11, {LEE} 작성:",
    ),
    "lt": (f"2010-05-03, pr, 10:11 {LEE} rašė:",),
    "lv": (
        "Pirmd., 2010. g. 3. maijs, plkst. 10:11, lietotājs Ann Lee (<ann@example.org>) rakstīja:",
    ),
    "nl": (
        f"Op ma 3 mei 2010 om 10:11 schreef {LEE}:",
        f"Op 3 mei 2010 om 10:11 heeft {LEE} het volgende geschreven:",
    ),
    "no": (f"man. 3. mai 2010 kl. 10:11 skrev {LEE}:",),
    "pl": (
        f"pon., 3 maj 2010 o 10:11 {LEE} napisał(a):",
        f"W dniu 2010-05-03 10:11:59 użytkownik {LEE} napisał:",
        f"Wiadomość napisana przez {LEE} w dniu 3 maj 2010, o godz. 10:11:",
    ),
    "pt": (f"Em seg., 3 de mai. de 2010 às 10:11, {LEE} escreveu:",),
    "ro": (
        f"În lun., 3 mai 2010 la 10:11, {LEE} a scris:",
        "La data 03.05.2010, Ann Lee a scris:",
    ),
    "ru": (
        f"пн, 3 мая 2010 г. в 10:11, {LEE}:",
        f"3 мая 2010 г., в 10:11, {LEE} написал(а):",
        "03.05.2010 10:11, Ann Lee пишет:",
    ),
    "sk": (f"po 3. 5. 2010 o 10:11 {LEE} napísal(a):",),
    "sl": (f"V pon., 3. maj 2010 ob 10:11 je oseba {LEE} napisala:",),
    "sr": (f"пон, 3. мај 2010. у 10:11 {LEE} је написао/ла:",),
    "sv": (f"Den mån 3 maj 2010 kl 10:11 skrev {LEE}:", "Den 3 maj 2010 skrev Ann Lee:"),
    "th": (f"ในวันที่ จ. 3 พ.ค. 2010 เวลา 10:11 {LEE} เขียนว่า:",),
    "tr": (
        f"{LEE}, 3 May 2010 Pzt, 10:11 tarihinde şunu yazdı:",
        f"{LEE} şunları yazdı (3 May 2010 10:11):",
    ),
    "uk": (f"пн, 3 трав. 2010 р. о 10:11 {LEE} пише:",),
    "vi": (
        f"Vào Th 2, 3 thg 5, 2010 vào lúc 10:11 {LEE} đã viết:",
        "Ngày 03/05/2010 10:11, Ann Lee viết:",
    ),
    "zh": (
        f"{LEE} 于2010年5月3日周一 上午10:11写道：",
        f"在 2010年5月3日，上午10:11，{LEE} 写道：",
        f"{LEE} 於 2010年5月3日 週一 上午10:11寫道：",
    ),
}
ALL = [(language, line) for language, lines in SENTENCES.items() for line in lines]


def test_every_language_has_its_sentence():
    """Each language of the tables is shown here."""
    assert set(VERBS) | set(ENDINGS) == set(SENTENCES)


@pytest.mark.parametrize(("language", "line"), ALL)
def test_who_is_named(language: str, line: str):
    """The name is found without date, address and the words around it."""
    found = attribution(line)
    assert found is not None
    assert found.name == "Ann Lee"


@pytest.mark.parametrize(("language", "line"), ALL)
def test_above_a_quote(language: str, line: str):
    """Above a marked quote the line is an attribution, and the quote is that writer's."""
    found = passages(f"Hello.\n\n{line}\n> tomatoes need warmth\n\nThey do.", "email")
    assert [(p.kind, p.said_by) for p in found] == [
        ("own", None),
        ("attribution", "Ann Lee"),
        ("quote", "Ann Lee"),
        ("own", None),
    ]


@pytest.mark.parametrize(("language", "line"), [one for one in ALL if LEE in one[1]])
def test_wrapped_before_the_address(language: str, line: str):
    """A mail program may break the line before the address."""
    wrapped = line.replace(" <ann", "\n<ann")
    found = passages(f"Hello.\n\n{wrapped}\n\n> tomatoes need warmth\n", "email")
    assert [(p.kind, p.said_by) for p in found[1:]] == [
        ("attribution", "Ann Lee"),
        ("quote", "Ann Lee"),
    ]
    assert found[1].text.strip() == wrapped


def test_broken_within_the_address():
    """An address whose last bracket slid to the next line is still one attribution."""
    body = "Yes.\n\nOn May 3, 2010, Ann Lee <ann@example.org\n> wrote:\n\n> seeds\n>> soil\n"
    kinds = [(p.kind, p.depth, p.said_by) for p in passages(body, "email")]
    assert kinds == [
        ("own", 0, None),
        ("attribution", 0, "Ann Lee"),
        ("quote", 1, "Ann Lee"),
        ("quote", 2, None),
    ]


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("On 3 May 2010 Jan Lee wrote:", "Jan Lee"),
        ("On 3 May 2010, de Vries wrote:", "de Vries"),
        ("On 3 May 2010, ann@example.org (Ann Lee) wrote:", "Ann Lee"),
        ('"Ann" == Ann Lee <ann@example.org> writes:', "Ann Lee"),
        ("---- On Mon, 3 May 2010 10:11:12 +0200 Ann Lee <a@example.org> wrote ----", "Ann Lee"),
        ("K. R. Lee writes:", "K. R. Lee"),
    ],
)
def test_names_that_look_like_dates_or_addresses(line: str, name: str):
    """What stands behind the digits is the name, though months are called like it."""
    found = attribution(line)
    assert found is not None
    assert found.name == name


@pytest.mark.parametrize(
    "line",
    [
        "I would say that this is how the law says it is...",
        "Look what the older manual says about watering:",
        "Because of that, people asked, and asked again:",
        "That is what 215 years ago the council wrote in its rules.....",
    ],
)
def test_sentences_with_a_verb(line: str):
    """A sentence that happens to hold such a verb is no attribution."""
    assert attribution(line) is None
