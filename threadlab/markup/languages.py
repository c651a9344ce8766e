"""How attribution lines are worded, language by language: data, not code.

Longer wordings stand before shorter ones that they begin with.
"""


def listed(text: str) -> frozenset[str]:
    """Gives the words of a list that is written as plain text, parted by white space."""
    return frozenset(text.split())


VERBS: dict[str, tuple[str, ...]] = {
    "en": (
        "wrote",
        "writes",
        "said",
        "says",
        "has written",
        "scribbled",
        "posted",
        "spake",
        "spake unto us, saying",
        "enlightened us",
        "asks",
        "asked",
        "replied",
        "responded",
    ),
    "de": ("schrieb", "schreibt", "hat geschrieben", "meinte"),
    "fr": ("a écrit", "a ecrit", "a ?crit", "a \ufffdcrit", "écrivait", "écrit", "a dit"),
    "es": ("escribió", "escribio", "escribía", "ha escrito", "dijo"),
    "it": ("ha scritto", "scrisse", "scriveva", "scrive"),
    "pt": ("escreveu", "disse"),
    "nl": ("schreef", "schrijft", "heeft geschreven"),
    "sv": ("skrev", "skriver"),
    "fi": ("kirjoitti",),
    "pl": ("napisał(a)", "napisał", "napisała", "pisze"),
    "cs": ("napsal(a)", "napsal", "napsala"),
    "ru": ("написал(а)", "написал", "написала", "пишет", "писал", "писала"),
    "tr": ("yazdı",),
    "ja": ("のメール", "さんは書きました"),
}
"""What comes after the name (in German also before it): "Ann wrote:"."""

LEADS: dict[str, tuple[str, ...]] = {
    "en": ("quote from", "quote by", "quoting", "originally posted by", "originally said by"),
    "de": ("zitat von", "zitiere"),
    "fr": ("citation de", "en réponse à"),
    "es": ("cita de", "citando a"),
    "it": ("citazione di", "citazione da"),
    "pt": ("citação de", "citando"),
    "nl": ("citaat van",),
    "sv": ("citat från", "citerar"),
}
"""What comes before the name: "Quote from: Ann"."""

OPENERS: tuple[str, ...] = (
    "on", "at", "in article", "in message", "in news", "in", "am", "le", "el", "em", "il", "op",
    "den", "dne", "dnia", "w dniu", "quoting", "in artikel", "dans l'article", "dans le message",
)  # fmt: skip
"""What an attribution line begins with that gives its date or article first."""

IN_MESSAGE: tuple[str, ...] = (
    "in message", "in news", "in the message", "in article", "im newsbeitrag", "in nachricht",
    "in bericht", "dans le message", "en el mensaje", "nel messaggio", "in", "on", "at", "via",
)  # fmt: skip
"""What may follow the verb: "Ann wrote in message <…>"."""

DATE_WORDS: frozenset[str] = listed(
    """
    mon monday tue tues tuesday wed wednesday thu thur thurs thursday fri friday sat saturday sun
    sunday jan january feb february mar march apr april may jun june jul july aug august sep sept
    september oct october nov november dec december am pm a.m p.m at on the of utc gmt est edt cst
    cdt mst mdt pst pdt bst cet cest met mest ist jst today yesterday
    last earlier morning afternoon evening
    montag dienstag mittwoch donnerstag freitag samstag sonntag mo di mi do fr sa so den um uhr
    januar februar märz mai juni juli oktober dezember
    lundi mardi mercredi jeudi vendredi samedi dimanche lun mer jeu ven sam dim janvier février
    mars avril juin juillet août septembre octobre novembre décembre janv févr avr juil le à
    lunes martes miércoles jueves viernes sábado domingo enero febrero marzo abril mayo junio julio
    agosto septiembre octubre noviembre diciembre a las de del el
    lunedì martedì mercoledì giovedì venerdì sabato domenica gennaio febbraio aprile maggio giugno
    luglio settembre ottobre dicembre alle ore
    maandag dinsdag woensdag donderdag vrijdag zaterdag zondag maart mei augustus om
    måndag tisdag onsdag torsdag fredag lördag söndag kl klo
    """
)
"""Words of which dates are made."""

NO_NAMES: frozenset[str] = listed(
    """
    i you he she they we it who someone somebody one op ich du er sie wir man je tu il elle nous
    vous yo tú él ella io lui lei eu ele ela
    """
)
"""Words that stand where the name would, and name nobody."""

NEVER_FIRST: frozenset[str] = listed(
    """
    the a an this that these those my your his her our their its as what which and but so if when
    because then der die das ein eine wie was le la les un une
    """
)
"""A line without date or address that begins so is a sentence, not an attribution."""
