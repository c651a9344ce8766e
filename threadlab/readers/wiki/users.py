"""Whose signature a link makes: user pages, their talk pages and lists of contributions."""

import re
from urllib.parse import unquote

_USERS = """
User Benutzer Benutzerin Utilisateur Utilisatrice Usuario Usuaria Utente Gebruiker Usuário Usuária
Wikipedysta Wikipedystka Wikiskryba Användare Bruger Bruker Brukar Käyttäjä Участник Участница
Користувач Користувачка Uživatel Uživatelka Usuari Utilizator Kullanıcı Szerkesztő 利用者
用户 使用者 사용자
Thành_viên משתמש משתמשת مستخدم مستخدمة کاربر Χρήστης Потребител Корисник Suradnik Redaktor
Bruker Wikipedist
"""
_TALKS = """
User_talk Benutzer_Diskussion Benutzerin_Diskussion Discussion_utilisateur Discussion_utilisatrice
Usuario_discusión Usuaria_discusión Discussioni_utente Overleg_gebruiker Usuário_Discussão
Usuária_Discussão Usuário(a)_Discussão Dyskusja_wikipedysty Dyskusja_wikipedystki
Dyskusja_Wikiskryby Användardiskussion Brugerdiskussion Brukerdiskusjon Keskustelu_käyttäjästä
Обсуждение_участника Обсуждение_участницы Обговорення_користувача Обговорення_користувачки
Diskuse_s_uživatelem Diskuse_s_uživatelkou Usuari_Discussió Discuție_Utilizator Kullanıcı_mesaj
Szerkesztővita 利用者‐会話 利用者・トーク 用户讨论 使用者討論 使用者讨论
사용자토론 Thảo_luận_Thành_viên
שיחת_משתמש שיחת_משתמשת نقاش_المستخدم بحث_کاربر Συζήτηση_χρήστη Usuário(a) U UT BD
"""
_CONTRIBUTIONS = """
Special:Contributions Special:Contribs Spezial:Beiträge Spécial:Contributions
Especial:Contribuciones Speciale:Contributi Speciaal:Bijdragen Especial:Contribuições
Specjalna:Wkład Special:Bidrag Speciel:Bidrag Spesial:Bidrag Toiminnot:Muokkaukset
Служебная:Вклад Спеціальна:Внесок Speciální:Příspěvky Especial:Contribucions 特別:投稿記録
特殊:用户贡献 特殊:使用者貢獻 특수:기여 מיוחד:תרומות
"""
_NAMESPACES = frozenset(f"{word}".casefold() for word in f"{_USERS} {_TALKS}".split())
_SPECIAL = tuple(f"{word}/".casefold() for word in _CONTRIBUTIONS.split())
_QUERY_TITLE = re.compile(r"[?&]title=([^&#]{1,300})")
_LONGEST_NAME = 255  # MediaWiki: bytes of a title


def user_of(title: str) -> str | None:
    """Says which user a page's title names.

    Args:
        title: Such as "User talk:Ann" or "Special:Contributions/Ann"; underscores for blanks.

    Returns:
        The user's name; None where it is no page of a user, or a page below one.
    """
    title = title.lstrip(":").split("#", 1)[0].replace(" ", "_").strip("_")
    folded = title.casefold()
    for special in _SPECIAL:
        if folded.startswith(special):
            return _name(title[len(special) :])
    space, colon, rest = title.partition(":")
    if not colon or space.strip("_").casefold() not in _NAMESPACES:
        return None
    return _name(rest)


def title_of(address: str) -> str | None:
    """Gives the title of the page that a link of a wiki leads to; None for other links."""
    query = _QUERY_TITLE.search(address)
    if query is not None:
        return unquote(query[1])
    path = address.split("?", 1)[0].split("#", 1)[0]
    for mark in ("/wiki/", "/index.php/"):
        _, found, rest = path.partition(mark)
        if found:
            return unquote(rest)
    if path.startswith("./"):
        return unquote(path[2:])
    if path.startswith("/") and ":" in path and "//" not in path:
        return unquote(path.rpartition("/")[2] if path.count("/") == 1 else path[1:])
    return None


def _name(written: str) -> str | None:
    name = written.strip("_ ").replace("_", " ")
    if not name or "/" in name or len(name) > _LONGEST_NAME:
        return None
    return name[0].upper() + name[1:]
