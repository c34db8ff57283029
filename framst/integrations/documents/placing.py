"""Matches a document's headings to a template's sections, and places the text beneath them. Pure.

What is placed, what is not and the pages' furniture are together the whole text of the file, in order, nothing twice.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from framst.forms.terms import Kind as QuestionKind
from framst.forms.terms import Question, Questionnaire, Section

from .passages import CELL, Document, Kind, Passage, words_of

ENOUGH = 0.72  # how alike a heading and a section's words must be
_CLEAR = 0.05  # and how much more like than the next section's
_OF_A_QUESTION = 0.93  # a question's words count a little less than the section's own title
_LONGEST = 12  # words of a heading that is matched

# "2.1 Organisation", "3) Mål", "B. Mål", "IV. Mål", "Kapitel 2: Mål", "# Mål"
_NUMBERING = re.compile(
    r"^(?:#+\s*|(?:(?:kapitel|kap\.?|del|avsnitt|punkt)\s+)?\d+(?:\.\d+)*\s*[.):–-]?\s+|[a-zåäö]\s*[.)]\s+|[ivx]+\s*[.)]\s+"
    r"|(?:kapitel|del|avsnitt)\s+\d+\s*[.:–-]?\s+)+",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\b(?:läsåret|läsår|lå|år)?\s*(?:19|20)\d\d(?:\s*[-–/]\s*(?:20)?\d\d)?\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+")
# Words that say nothing about which section it is.
_EMPTY_WORDS = frozenset(
    _WORD.findall(
        """och i på av för med till vid om den det de en ett som är ska vår våra vårt sin sina samt hur vad vilka vilken
        vi kring under inom från att skolans skolan skola läsåret läsårets året årets enheten enhetens lokal lokala
        behov arbete arbetet"""
    )
)
# Each row: the words (or pairs of words) that plans use for the same thing.
SYNONYMS: tuple[tuple[str, ...], ...] = (
    ("kurator", "skolkurator", "kuratorn", "skolkuratorn", "kuratorer"),
    ("sköterska", "skolsköterska", "skolsköterskan", "skolsköterskor"),
    ("läkare", "skolläkare", "skolläkaren"),
    ("psykolog", "skolpsykolog", "skolpsykologen"),
    ("specialpedagog", "speciallärare", "specialpedagoger"),
    ("nulägesanalys", "nuläge", "situationsanalys", "lägesbeskrivning", "nulägesbeskrivning", "lägesanalys",
     "kartläggning", "behovsanalys"),
    ("utvärdering", "utvärderingen", "utvärderat", "resultat", "måluppfyllelse"),
    ("uppföljning", "uppföljningen", "uppföljt"),
    ("föregående", "förra", "fjolårets", "tidigare"),
    ("organisation", "organiserad", "organisering", "organisationen", "struktur", "organiseras", "organiserat"),
    ("elevhälsa", "elevhälsan", "elevhälsans", "elevhälsoarbetet", "elevhälsoarbete", "elevhälsoteam", "elevhälsoteamet",
     "elevhälsoteamets", "eht", "beh"),
    ("fokusområde", "fokusområden", "utvecklingsområde", "utvecklingsområden", "prioritering", "prioriteringar",
     "prioriterade", "mål", "målområden"),
    ("insats", "insatser", "åtgärd", "åtgärder", "aktiviteter"),
    ("profession", "professioner", "professionerna", "kompetenser", "yrkesgrupper", "bemanning", "resurser"),
    ("delaktighet", "inflytande", "medverkan", "delaktiga", "röst", "röster"),
    ("elev", "elever", "elevers", "elevernas", "eleverna", "barn", "barns", "barnens"),
    ("vårdnadshavare", "vårdnadshavarna", "vårdnadshavarnas", "vårdnadshavares", "föräldrar", "hem", "hemmet", "föräldrasamverkan"),
    ("möte", "möten", "mötesstruktur", "mötesforum", "mötestider", "mötesformer"),
    ("kompetensutveckling", "fortbildning", "kompetensbehov", "kompetensutvecklingsbehov", "kompetenshöjning"),
    ("samverkan", "samarbete", "samverkar", "samordning", "externa"),
    ("fritidshem", "fritids", "fritidshemmet"),
    ("förebyggande", "främjande", "hälsofrämjande", "åtgärdande"),
    ("ansvar", "ansvarsfördelning", "roller", "uppdrag", "ansvarsområden"),
    ("syfte", "bakgrund", "inledning"),
)  # fmt: skip
_SAME: Mapping[str, str] = {word: row[0] for row in SYNONYMS for word in row}


@dataclass(frozen=True)
class Placing:
    """Where each passage went. `sections` is section code → passages, in the order of the file."""

    sections: Mapping[str, tuple[Passage, ...]]
    not_placed: tuple[Passage, ...]
    furniture: tuple[Passage, ...]

    @property
    def placed_words(self) -> int:
        return sum(words_of(passages) for passages in self.sections.values())

    @property
    def words(self) -> int:
        """All words but the furniture's."""
        return self.placed_words + words_of(self.not_placed)

    @property
    def everything(self) -> tuple[Passage, ...]:
        """Every passage of the file, in its order."""
        placed = [p for passages in self.sections.values() for p in passages]
        return tuple(sorted([*placed, *self.not_placed, *self.furniture], key=lambda p: p.place))


def placed(document: Document, questionnaire: Questionnaire) -> Placing:
    """Place what stands beneath a heading that is one of the template's sections.

    A heading of a lower level, or what is no heading of the template's, stays in its section. A heading of the same
    level or higher that is not recognised ends it. A section where nobody writes freely takes no text.
    """
    out: dict[str, list[Passage]] = {}
    rest: list[Passage] = []
    section = ""
    level = 0
    row_section: str | None = None  # of the table that is being read, where its first cell is a section's words
    for passage in document.passages:
        if passage.kind is Kind.TABLE_ROW:
            first = passage.text.split(CELL)[0].replace("\n", " ")
            if first.strip():
                found = matched(first, questionnaire)
                row_section = found.code if found else None
            where = row_section if row_section is not None else section
        else:
            row_section = None
            if passage.kind is Kind.HEADING:
                found = matched(passage.text, questionnaire)
                if found is not None:
                    section, level = found.code, passage.level
                elif section and passage.level <= level:
                    section = ""
            where = section
        target = next((s for s in questionnaire.sections if s.code == where), None)
        if target is None or free_question(target) is None:
            rest.append(passage)
        else:
            out.setdefault(where, []).append(passage)
    return Placing({code: tuple(passages) for code, passages in out.items()}, tuple(rest), document.furniture)


def free_question(section: Section) -> Question | None:
    """Return the section's first question that takes a long text; None when it has none."""
    return next((q for q in section.questions if q.kind is QuestionKind.LONG_TEXT), None)


def matched(heading: str, questionnaire: Questionnaire) -> Section | None:
    """Return the section that a heading is of; None when none is like enough, or two are as like."""
    words = meaning(heading)
    if not words or len(_WORD.findall(heading)) > _LONGEST:
        return None
    scores = sorted(
        ((_score(heading, words, section), n) for n, section in enumerate(questionnaire.sections)), reverse=True
    )
    if not scores or scores[0][0] < ENOUGH:
        return None
    if len(scores) > 1 and scores[0][0] - scores[1][0] < _CLEAR:
        return None
    return questionnaire.sections[scores[0][1]]


def _score(heading: str, words: frozenset[str], section: Section) -> float:
    title = likeness(heading, words, section.title)
    texts = [q.text for q in section.questions] + [row.label for q in section.questions for row in q.rows]
    return max([title, *(_OF_A_QUESTION * likeness(heading, words, text) for text in texts)])


def likeness(heading: str, words: frozenset[str], other: str) -> float:
    """Return 0 to 1: how alike two headings are, by the words that carry meaning, or letter by letter."""
    others = meaning(other)
    if not others:
        return 0.0
    shared = len(words & others)
    by_words = 2 * shared / (len(words) + len(others))
    by_letters = SequenceMatcher(None, bare(heading), bare(other), autojunk=False).ratio()
    return max(by_words, by_letters if by_letters > 0.85 else 0.0)


@lru_cache(maxsize=4096)
def bare(text: str) -> str:
    """Return a heading without numbering, years and signs, in small letters."""
    text = _YEAR.sub(" ", _NUMBERING.sub("", text.strip()))
    return " ".join(_WORD.findall(text.casefold()))


@lru_cache(maxsize=4096)
def meaning(text: str) -> frozenset[str]:
    """Return the words that carry meaning, each as its row of synonyms has it."""
    words: Iterable[str] = (w for w in bare(text).split() if w not in _EMPTY_WORDS)
    return frozenset(_SAME.get(w, w) for w in words)
