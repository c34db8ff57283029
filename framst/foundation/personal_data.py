"""Finds what looks like personal data in a text that is to be published. It finds too much rather than too little:
a person decides about each place, and nothing is changed or stopped by what is found here."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from .identity_numbers import identity_number
from .words import N_


class Kind(StrEnum):
    IDENTITY_NUMBER = "identity_number"
    TELEPHONE = "telephone"
    EMAIL = "email"
    NAME = "name"
    SMALL_GROUP = "small_group"


KINDS = {
    Kind.IDENTITY_NUMBER: N_("Ser ut som ett personnummer."),
    Kind.TELEPHONE: N_("Ser ut som ett telefonnummer."),
    Kind.EMAIL: N_("Ser ut som en e-postadress."),
    Kind.NAME: N_("Ser ut som ett namn nära ord om en elev eller vårdnadshavare."),
    Kind.SMALL_GROUP: N_("En så liten grupp att det kan gå att förstå vem det är."),
}
SMALL = 5  # fewer than this is a small group
_AROUND = 40  # signs of the excerpt on each side
_NEAR = 4  # words between a pupil word and a name

_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@(?:[\w-]+\.)+[^\W\d_]{2,}")
_IDENTITY = re.compile(r"(?<![\w-])(?:\d{2})?\d{6}[-+ ]?(?:\d{4}|T\d{2,3}|TF\d{2})(?!\w|-\d)", re.ASCII)
# Ten or twelve figures with a separator are shown even when the last figure is wrong: somebody may have mistyped it.
_LOOKS_LIKE_IDENTITY = re.compile(
    r"^(?:(?:19|20)\d\d|\d\d)(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]|6[1-9]|[78]\d|9[01])[-+]\d{4}$", re.ASCII
)
_TELEPHONE = re.compile(r"(?<![\w./-])(?:\+46|0046|0)(?:[\s()–-]{0,2}\d){7,11}(?![\w]|[.-]\d)")
_TELEPHONE_DIGITS = range(8, 14)

_PUPIL = (
    r"elev(?:en|ens|s|er|erna|ernas)?|pojke[ns]?|pojkarna|pojkar|flick(?:a|an|ans|or|orna)|barn(?:et|ets|en|ens)?|"
    r"vårdnadshavare(?:n|ns|s)?|mamma(?:n|s)?|pappa(?:n|s)?|mor|far|förälder(?:n|ns)?|föräldrar(?:na)?|"
    r"syster(?:n)?|bro(?:r|dern)|syskon(?:et)?|son(?:en)?|dotter(?:n)?"
)
_PUPIL_WORD = re.compile(rf"(?<!\w)(?:{_PUPIL})(?!\w)", re.IGNORECASE)
_WORD = re.compile(r"\w+(?:[-’']\w+)*")
_CAPITAL = re.compile(r"[A-ZÅÄÖÉÜ][a-zåäöéèüáíóúñçşğ]+(?:-[A-ZÅÄÖÉ][a-zåäöéèü]+)?$")
# Capitalised words that are no person's name: laws, authorities, months, surveys, words that begin sentences.
_NO_NAME = frozenset(
    _WORD.findall(
        """Skollagen Skolverket Skolinspektionen Skolenkäten Skolans Skolan Socialtjänsten Socialstyrelsen Sverige
        Svenska Engelska Matematik Stockholmsenkäten Stockholm Elevhälsan Elevhälsans Elevhälsoteamet Elever Eleven
        Eleverna Elevens Elevernas Elevers Barn Barnen Barnet Barnens Barnkonventionen Vårdnadshavare Vårdnadshavarna
        Föräldrar Pojkar Flickor Rektor Rektorn Lärare Läraren Lärarna Mentor Mentorn Kurator Skolkurator Skolsköterska
        Skolsköterskan Psykolog Skolpsykolog Specialpedagog Specialläraren Speciallärare Logoped Pedagog Personal
        Kommunen Kommun Kommunens Nämnden Förvaltningen Huvudmannen Region Regionen Diskrimineringslagen Förskolan
        Grundskolan Gymnasiet Fritidshemmet Arbetsmiljöverket Folkhälsomyndigheten Polisen Facebook Instagram Snapchat
        Teams Unikum Vklass Januari Februari Mars April Maj Juni Juli Augusti September Oktober November December Måndag
        Tisdag Onsdag Torsdag Fredag Lördag Söndag Jul Påsk Hösten Våren Läsåret Vi De Det Den Detta Dessa Denna Dom Du
        Han Hon Hen Jag Man När Om I På För Från Med Till Vid Under Efter Innan Alla Allt Alltså Många Några Varje Vad
        Vem Vilka Vilken Hur Här Där Då Därför Dock Också Samt Och Att Av Som En Ett Flera Mål Syfte Insats Insatser
        Ansvarig Ansvar Analys Resultat Utvärdering Uppföljning Åtgärd Åtgärder Bakgrund Nuläge Organisation Trygghet
        Studiero Närvaro Frånvaro Samverkan Delaktighet Inflytande Hälsa Stöd Möte Möten Plan Planen Rutin Rutiner
        Genom Utifrån Enligt Inom Både Även Ibland Ofta Bland Båda Andra Annan Särskilt Ingen Inga Inte Vår Våra Vårt
        Sin Deras Kontakta Kontakt Telefon Ring Fråga Frågor Tydlig Tydliga Socialt Psykisk Fysisk Skolfam Sociala
        Skolchef Skolchefen Elevrådet Elevråd Klassråd Föräldraråd Elevhälsoplan Elevhälsoplanen Elevhälsoarbetet"""
    )
)
_PLACE = re.compile(r"(?:gatan|vägen|torget|skolan|gården|parken|platsen|gränd|backen|stigen|lagen|kommun)$")
_NUMBERS = {"en": 1, "ett": 1, "två": 2, "tre": 3, "fyra": 4, "enda": 1, "ensam": 1, "någon": 1, "båda": 2}
_SMALL_GROUP = re.compile(
    r"(?<![\w,.–-])(?P<n>\d{1,2}|en|ett|två|tre|fyra|enda|båda)\s+"
    r"(?:(?:av\s+)?(?:\w+(?:a|e|ande|ade|d|t|ig|lig)|av|de)\s+){0,2}"
    r"(?P<who>elev(?:er|erna)?|pojk(?:e|ar|arna)|flick(?:a|or|orna)|barn|tjej(?:er)?|kill(?:e|ar)|ungdom(?:ar)?)(?!\w)",
    re.IGNORECASE,
)
# "en elev har rätt till stöd" speaks of any pupil; with a year, a class or a diagnosis it speaks of one.
_POINTS_OUT = re.compile(
    r"(?<!\w)(?:årskurs|åk|årskull|klass|[1-9][a-f]|förskoleklass|adhd|autism\w*|diagnos\w*|diabetes|epilepsi|språkstörning|dyslexi|"
    r"rullstol\w*|skyddad\w*|nyanländ\w*|placerad\w*|transperson|anmäl\w*|hemmasittare)(?!\w)",
    re.IGNORECASE,
)
_ANYONE = frozenset({"en", "ett"})


@dataclass(frozen=True)
class Suspicion:
    """A place to look at: `start` and `end` in the text, and the words around it."""

    kind: Kind
    start: int
    end: int
    excerpt: str

    @property
    def words(self) -> str:
        return KINDS[self.kind]


def suspicions(text: str, today: dt.date) -> list[Suspicion]:
    """Return the places that look like personal data, in the text's order. Two of a kind never overlap."""
    taken: list[tuple[int, int]] = []
    out = []
    for kind, start, end in _all(text, today):
        if kind in (Kind.IDENTITY_NUMBER, Kind.TELEPHONE, Kind.EMAIL):
            if any(start < b and a < end for a, b in taken):
                continue
            taken.append((start, end))
        out.append(Suspicion(kind, start, end, _excerpt(text, start, end)))
    return sorted(out, key=lambda s: (s.start, s.end))


def _all(text: str, today: dt.date) -> Iterator[tuple[Kind, int, int]]:
    for match in _IDENTITY.finditer(text):
        if identity_number(match[0], today) or _LOOKS_LIKE_IDENTITY.match(match[0].replace(" ", "-")):
            yield Kind.IDENTITY_NUMBER, match.start(), match.end()
    for match in _EMAIL.finditer(text):
        yield Kind.EMAIL, match.start(), match.end()
    for match in _TELEPHONE.finditer(text):
        if sum(c.isdigit() for c in match[0]) in _TELEPHONE_DIGITS:
            yield Kind.TELEPHONE, match.start(), match.end()
    for start, end in _names(text):
        yield Kind.NAME, start, end
    for match in _SMALL_GROUP.finditer(text):
        if _is_small(match, text):
            yield Kind.SMALL_GROUP, match.start(), match.end()


def _is_small(match: re.Match[str], text: str) -> bool:
    number = match["n"].lower()
    if number not in _ANYONE:
        return 0 < (int(number) if number.isdigit() else _NUMBERS[number]) < SMALL
    return bool(_POINTS_OUT.search(_sentence(text, match.start(), match.end())))


def _sentence(text: str, start: int, end: int) -> str:
    before = max(text.rfind(sign, 0, start) for sign in ".!?\n")
    after = min((at for sign in ".!?\n" if (at := text.find(sign, end)) >= 0), default=len(text))
    return text[before + 1 : after]


def _names(text: str) -> Iterator[tuple[int, int]]:
    """Yield names beside a pupil word in the same sentence: one right after it, two capitalised words near it."""
    words = list(_WORD.finditer(text))
    about = [n for n, w in enumerate(words) if _PUPIL_WORD.fullmatch(w[0])]
    done = -1
    for n in about:
        for first in range(max(0, n - _NEAR - 1), min(len(words), n + _NEAR + 2)):
            if first <= done or first == n or not _same_sentence(text, words, n, first):
                continue
            if not _is_name(words[first]):
                continue
            second = first + 1
            double = (
                second < len(words)
                and _is_name(words[second])
                and text[words[first].end() : words[second].start()] == " "
            )
            if double or (first == n + 1 and text[words[n].end() : words[first].start()] in (" ", ", ")):
                done = second if double else first
                yield words[first].start(), words[done].end()


def _same_sentence(text: str, words: list[re.Match[str]], one: int, other: int) -> bool:
    a, b = sorted((one, other))
    return not re.search(r"[.!?:;\n]", text[words[a].end() : words[b].start()])


def _is_name(word: re.Match[str]) -> bool:
    return bool(_CAPITAL.match(word[0])) and word[0] not in _NO_NAME and not _PLACE.search(word[0])


def _excerpt(text: str, start: int, end: int) -> str:
    before = text[max(0, start - _AROUND) : start]
    after = text[end : end + _AROUND]
    if start > _AROUND:
        before = "…" + before.partition(" ")[2]
    if end + _AROUND < len(text):
        after = after.rpartition(" ")[0] + "…"
    return " ".join((before + text[start:end] + after).split())
