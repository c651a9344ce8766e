"""Words by which a language is known: its commonest function words, and its letters.

Of the words of the other languages those that English also uses often are left out ("die", "no",
"me"), so that no English text is taken for another's.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Language:
    """A language that can be told from others.

    Attributes:
        name: In English.
        words: Common words in small letters.
    """

    name: str
    words: frozenset[str]


def _language(name: str, words: str) -> Language:
    return Language(name, frozenset(words.split()))


ENGLISH = _language(
    "English",
    """
    the of and to is that it for you with this not are but have be on was they what if would
    there can will my or by from at your just so about like do don't i i'm it's we he she his her
    as an all no how why when who which more been has had were their them then than some any only
    out up get think know people because should could does did me in a its into also these those
    thanks please yes
    """,
)

LANGUAGES: Mapping[str, Language] = MappingProxyType(
    {
        "de": _language(
            "German",
            """
            der und das nicht ich ist sie mit auf für ein eine einen einem einer sich auch dass daß
            es wir aber wenn oder wie noch nur nach bei aus dem den des im zu zum zur von vom sind
            wird werden kann haben habe hast hatte diese dieser dieses kein keine mehr schon doch
            mir mich dir dich uns euch warum sollte würde damit dafür davon muss müssen
            weil dann du ihr ja nein sehr immer über durch gegen wäre
            """,
        ),
        "fr": _language(
            "French",
            """
            le la les des et est une que qui dans pas pour sur avec ce cette ces je vous nous il
            elle ils mais ou où du au aux ne sont être fait plus tout très même comme si leur leurs
            c'est j'ai n'est d'un d'une qu'il ça était sans donc aussi quand bien toujours moi toi
            c n'a n'ai n'y l'on merci oui non parce alors peut avait votre notre
            """,
        ),
        "es": _language(
            "Spanish",
            """
            el la los las de que y en un una es por con para se lo como más pero su sus le ya o
            este esta esto ese esa eso porque cuando muy sobre también hasta hay donde quien desde
            todo nos todos uno les ni contra otros yo tú usted qué sí está están soy eres son
            gracias del al mi mis si fue ser hacer creo entonces nada
            """,
        ),
        "pt": _language(
            "Portuguese",
            """
            o os um uma de que e em é não para com por mais mas como se na no nas nos da das dos ao
            foi ele ela eles elas você vocês isso isto esse essa este esta muito já também só pelo
            pela até sem seu sua são está estão eu meu minha porque quando quem obrigado sim nada
            tem têm ser ter fazer então à às
            """,
        ),
        "it": _language(
            "Italian",
            """
            il lo la gli le di che e è un una non per con del della dei delle nel nella sono si ma
            anche più questo questa questi come io tu lui lei noi voi loro mi ti ci vi ne se da al
            alla ai dal dalla perché quando chi cosa molto tutto tutti ho hai ha hanno essere stato
            grazie sì era fare fatto quindi allora proprio
            """,
        ),
        "nl": _language(
            "Dutch",
            """
            de het een en van ik te dat niet zijn op aan met voor er maar om hem dan zou wat mijn
            dit zo door over ze zich bij ook tot je mij uit der daar haar naar heb hoe heeft hebben
            deze u nog zal wie geen wel al meer wordt worden waar moet kan jij jullie wij ons omdat
            gewoon toch als
            """,
        ),
        "sv": _language(
            "Swedish",
            """
            och att det som en på är av för med den till inte om ett jag men de så har kan vi du
            han hon från var ska eller när nu också vara bara mycket dem där finns här mig dig sig
            inget ingen alla varför hur skulle något tack ja nej eftersom
            """,
        ),
        "da": _language(
            "Danish or Norwegian",
            """
            og at det som en på er av af for med den til ikke om et jeg men de så har kan vi du
            han hun fra var skal eller når nå nu også være bare mye meget dem der her meg mig deg
            dig seg sig ingen alle hvorfor hvordan skulle noe noget takk tak ja nei nej fordi
            """,
        ),
        "pl": _language(
            "Polish",
            """
            i w na z że się nie jest do to jak o ale co po tak za od czy przez są był była tylko
            już być może dla jego jej ich tego tym ten ta te które który która gdy bardzo mnie
            jestem ja ty oni dlaczego więc też nawet kiedy bez ma mam masz u
            """,
        ),
        "cs": _language(
            "Czech or Slovak",
            """
            a je se na že to v s z do ale jak si tak o by i co po za které který která jsem jsou
            byl byla jen už být pro jeho její jejich toho tom ten když velmi mě nebo není také
            proč protože mělo měl měla ani při podle sa som nie sú aj ako keď veľmi pretože
            """,
        ),
        "hu": _language(
            "Hungarian",
            """
            a az és hogy nem is egy ez van de meg csak mint ha már még vagy aki ami azt ezt én te ő
            mi ti ők volt lesz lehet kell nagyon minden mert akkor most itt ott el ki fel
            """,
        ),
        "fi": _language(
            "Finnish",
            """
            ja on ei se että hän oli mutta ovat kun niin myös sen tai joka mitä minä sinä me te he
            kuin nyt jos vain ole olen olet olla mukaan tämä tätä sitä ne vielä siitä kanssa miksi
            koska hyvin aina mikä
            """,
        ),
        "tr": _language(
            "Turkish",
            """
            ve bir bu da de için ile ne çok gibi daha ama olarak o ben sen biz siz onlar var yok
            değil mi mı mu mü kadar olan sonra en her ya ki şey neden çünkü nasıl bana sana bence
            """,
        ),
        "ro": _language(
            "Romanian",
            """
            și în de la cu nu pe că este un o din care mai ce sunt pentru să se au fost dar sau
            dacă îl îi îmi îți foarte acest această eu tu noi voi ei ele prin după când fără
            """,
        ),
        "id": _language(
            "Indonesian or Malay",
            """
            yang dan di itu dengan untuk tidak ini dari dalam akan pada juga saya anda kamu ke
            karena tersebut bisa ada mereka lebih kita kami sudah atau seperti oleh hanya tapi
            """,
        ),
    }
)
"""Languages in Latin letters, by their code (ISO 639-1)."""

SCRIPTS: tuple[tuple[str, str, str], ...] = (
    ("ja", "Japanese", "\u3040-\u30ff"),
    ("ko", "Korean", "\u1100-\u11ff\uac00-\ud7af"),
    ("zh", "Chinese", "\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0002fa1f"),
    ("ru", "Russian or another in Cyrillic letters", "\u0400-\u052f"),
    ("el", "Greek", "\u0370-\u03ff\u1f00-\u1fff"),
    ("he", "Hebrew", "\u0590-\u05ff"),
    ("ar", "Arabic or another in Arabic letters", "\u0600-\u06ff\u0750-\u077f"),
    ("hi", "Hindi or another in Devanagari letters", "\u0900-\u097f"),
    ("th", "Thai", "\u0e00-\u0e7f"),
)
"""Languages in other letters: code, name, and the letters as ranges of a regular expression."""
