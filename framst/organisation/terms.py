"""Words of the organisation."""

from enum import StrEnum

from framst.foundation.words import N_


class UnitKind(StrEnum):
    SCHOOL = "school"
    PRESCHOOL = "preschool"
    LEISURE = "leisure"


UNIT_KINDS = {
    UnitKind.SCHOOL: N_("skolenhet"),
    UnitKind.PRESCHOOL: N_("förskoleenhet"),
    UnitKind.LEISURE: N_("fritidshem"),
}


class Employment(StrEnum):
    """How a unit has its access to a competence."""

    EMPLOYED = "employed"
    CENTRAL = "central"
    BOUGHT = "bought"


EMPLOYMENTS = {
    Employment.EMPLOYED: N_("anställd på skolan"),
    Employment.CENTRAL: N_("central elevhälsa"),
    Employment.BOUGHT: N_("köpt tjänst"),
}

# School forms that a database begins with; they are data from then on: code, name, codes in the register.
STANDARD_FORMS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("FSK", "förskoleklass", ("FSK",)),
    ("GR", "grundskola", ("GR",)),
    ("GRAN", "anpassad grundskola", ("GRAN", "GRSÄR")),
    ("SPEC", "specialskola", ("SPEC",)),
    ("SAM", "sameskola", ("SAM",)),
    ("GY", "gymnasieskola", ("GY",)),
    ("GYAN", "anpassad gymnasieskola", ("GYAN", "GYSÄR")),
    ("FTH", "fritidshem", ("FTH",)),
    ("FS", "förskola", ("FS",)),
)

# Codes of SchoolForm that are outside pupil health (SkolL 2 kap. 25 §) unless the authority asks them.
PRESCHOOL_FORM = "FS"
LEISURE_FORM = "FTH"

# All grades in order; F is förskoleklass.
GRADES = ("F", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "gy1", "gy2", "gy3", "gy4")

# The authority's settings: code → (what it is, default).
SETTINGS: dict[str, tuple[str, object]] = {
    "paper_recipient": (N_("Mottagare av tjänsteskrivelser"), "Barn- och utbildningsnämnden"),
    "paper_office": (N_("Enhet och kontaktuppgifter i pappershuvudet"), ""),
    "paper_foot": (N_("Text i sidfoten"), ""),
    "paper_decision_sent_to": (N_("Beslutet skickas till"), ""),
    "public_papers": (N_("Visa publicerade skrivelser utan inloggning"), False),
    "plan_name": (N_("Planens namn"), "elevhälsoplanen"),
    "plan_scope": (N_("Planens räckvidd och syfte"), ""),
    "plan_decided_by": (N_("Vem som fastställer planen"), "utbildningsdirektören"),
    "plan_carried_out_by": (N_("Vem som genomför planen"), "rektorerna"),
    "small_group": (N_("Minsta antal i en redovisad grupp"), 5),
    "protection_officer": (N_("Vem som får det som förseglas när en elev skyddas"), ""),
    "import_most_gone": (N_("Hur många procent av eleverna en inläsning får ta bort utan beslut"), 5),
    "handover_days": (N_("Inom hur många dagar en skola ska ha lämnat över efter ett skolbyte"), 14),
    "care_record_years": (
        N_("Hur många år elevhälsans ärenden minst bevaras efter att de avslutats, vad en gallringsregel än säger"),
        10,
    ),
    "log_sample_each": (N_("Hur många läsningar av varje slag som loggranskningen drar varje månad"), 5),
    "extract_names": (N_("Visa namn på den som läst i en elevs utdrag (annars yrke, enhet och dag)"), False),
    "export_most_pupils": (N_("Hur många elever en fil högst får innehålla"), 100),
    "export_most_a_day": (N_("Hur många filer med elevuppgifter en person får hämta på ett dygn"), 10),
    "heavy_month_minutes": (N_("Hur många minuter en rektor får bes om på en månad innan det varnas"), 240),
    "days_off": (N_("Egna lediga dagar, till exempel 2026-10-26–2026-10-30, 2027-01-04"), ""),
    "preschool_competences": (N_("Fråga om elevhälsans kompetenser även för förskolan"), False),
}


# Settings that are somebody: kept as the person's key.
PERSON_SETTINGS = frozenset({"protection_officer"})


class Secrecy(StrEnum):
    """Behind which wall a pupil's rows stand now. It is one column, and every row about a pupil follows it."""

    SCHOOL = "C"
    PRESCHOOL = "D"
    LEFT = "L"
    PROTECTED = "P"


class Sex(StrEnum):
    """As the population register has it (SS 12000: Man, Kvinna, Okänt)."""

    FEMALE = "K"
    MALE = "M"
    UNKNOWN = ""


SEXES = {Sex.FEMALE: N_("flicka"), Sex.MALE: N_("pojke"), Sex.UNKNOWN: N_("okänt")}


class MarkKind(StrEnum):
    """Who can be marked as protected."""

    PUPIL = "pupil"
    GUARDIAN = "guardian"
    STAFF = "staff"


MARK_KINDS = {
    MarkKind.PUPIL: N_("elev"),
    MarkKind.GUARDIAN: N_("vårdnadshavare"),
    MarkKind.STAFF: N_("medarbetare"),
}


class GroupKind(StrEnum):
    CLASS = "class"
    MENTOR = "mentor"
    TEACHING = "teaching"
    LEISURE = "leisure"
    OTHER = "other"


GROUP_KINDS = {
    GroupKind.CLASS: N_("klass"),
    GroupKind.MENTOR: N_("mentorsgrupp"),
    GroupKind.TEACHING: N_("undervisningsgrupp"),
    GroupKind.LEISURE: N_("fritidshemsgrupp"),
    GroupKind.OTHER: N_("annan grupp"),
}


class NumberKind(StrEnum):
    """What kind of identity number a pupil has; one without any has no row."""

    PERSONAL = "personnummer"
    COORDINATION = "samordningsnummer"
    TEMPORARY = "tillfälligt"  # T or TF: given by a school system until there is a real one


NUMBER_KINDS = {
    NumberKind.PERSONAL: N_("personnummer"),
    NumberKind.COORDINATION: N_("samordningsnummer"),
    NumberKind.TEMPORARY: N_("tillfälligt nummer"),
}
