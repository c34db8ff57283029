"""The standard's words (SS 12000:2020, v2.1) and what they are here. A word that is not here is no fault: it is told.

Nothing in these tables gives more than the word says: a role that is not known gives no assignment.
"""

from __future__ import annotations

from framst.foundation.words import N_
from framst.organisation.terms import GroupKind, Sex

# schoolType → our code of SchoolForm. The register's own codes (GRAN, GYAN …) are taken as they are.
FORMS = {
    "FKLASS": "FSK", "FTH": "FTH", "GR": "GR", "GRS": "GRAN", "TR": "GRAN", "SP": "SPEC", "SAM": "SAM", "GY": "GY",
    "GYS": "GYAN", "FS": "FS",
}  # fmt: skip
# School forms for adults and others that pupil health does not cover (SkolL 2 kap. 25 §): not taken in at all.
OUTSIDE = frozenset(
    [
        "OPPFTH",
        "VUX",
        "VUXSFI",
        "VUXGR",
        "VUXGY",
        "VUXSARGR",
        "VUXSARTR",
        "VUXSARGY",
        "SFI",
        "SARVUX",
        "SARVUXGR",
        "SARVUXGY",
        "KU",
        "YH",
        "FHS",
        "STF",
        "KKU",
        "HS",
        "ABU",
        "AU",
    ]
)
UPPER_SECONDARY = ("GY", "GYAN")

# dutyRole → a code of access.professions. An empty one is known, and gives no assignment here.
DUTY_ROLES = {
    "Rektor": "principal",
    "Förskolechef": "principal",  # deprecated in the standard; the law says rektor since 2019
    "Lärare": "teacher",
    "Förstelärare": "teacher",
    "Förskollärare": "preschool_teacher",
    "Lärarassistent": "pupil_assistant",
    "Fritidspedagog": "leisure_staff",
    "Studie- och yrkesvägledare": "career_counsellor",
    "Kurator": "counsellor",
    "Skolsköterska": "school_nurse",
    "Skolläkare": "school_doctor",
    "Skolpsykolog": "school_psychologist",
    "Speciallärare/specialpedagog": "special_educator",  # the standard does not tell the two apart
    "Barnskötare": "",
    "Bibliotekarie": "",
    "Annan personal": "",
    "Skoladministratör": "",
    "Övrig arbetsledning": "",
    "Övrig pedagogisk personal": "",
}
# assignmentRoleType → the role towards a group. Empty: known, and opens no group's pupils.
GROUP_ROLES = {
    "Mentor": "mentor",
    "Förskollärare": "preschool_teacher",
    "Fritidspedagog": "leisure_staff",
    "Specialpedagog": "special_educator",
    "Lärarassistent": "pupil_assistant",
    "Barnskötare": "",
    "Elevhälsopersonal": "",
    "Pedagogisk ledare": "",
    "Schemaläggare": "",
    "Administrativ personal": "",
}
# Outside the standard, seen in servers.
ALSO_GROUP_ROLES = {"Lärare": "teacher"}
# The activities whose teachers see the group's pupils. An examination or a lunch gives no such thing.
TAUGHT = ("Undervisning", "Elevaktivitet")
NOT_TAUGHT = ("Provaktivitet", "Läraraktivitet", "Övrigt")

GROUP_KINDS = {
    "Klass": GroupKind.CLASS,
    "Mentor": GroupKind.MENTOR,
    "Undervisning": GroupKind.TEACHING,
    "Avdelning": GroupKind.OTHER,  # in a leisure-time centre: LEISURE
    "Schema": GroupKind.OTHER,
    "Provgrupp": GroupKind.OTHER,
    "Övrigt": GroupKind.OTHER,
}
STAFF_GROUP = "Personalgrupp"  # its members are no pupils: not read
RELATIONS = ("Vårdnadshavare", "Annan ansvarig", "God man", "Utsedd behörig")
SEXES = {"Kvinna": Sex.FEMALE, "Man": Sex.MALE, "Okänt": Sex.UNKNOWN}
MARKS = {"Ingen": "", "Sekretessmarkering": "S", "Skyddad folkbokföring": "F"}
DEAD, STATUSES = "Avliden", ("Aktiv", "Utvandrad", "Avliden")
# A duty at one of these is at each of its school units. Higher up it would open the whole authority.
ABOVE_UNITS = ("Skola", "Rektorsområde")

# What is told of a run. %(what)s is a word of the source's tables, never anything about a person.
NO_ENDPOINT = N_("Servern har inte /%(what)s. Det som står där är inte läst.")
NO_ACCESS = N_("Servern ger inte åtkomst till /%(what)s. Det som står där är inte läst.")
LOST_ENDPOINT = N_("Servern har tidigare haft /%(what)s men inte nu. Lärares grupper ändras inte.")
NO_DELETIONS = N_("Utan /deletedEntities syns det borttagna först vid nästa hela inläsning.")
SINCE_IGNORED = N_("Servern lämnar även det som inte ändrats sedan förra gången")
BARE_LIST = N_("/%(what)s är en lista där standarden säger ett objekt")
OTHER_SPELLING = N_("Stavas på annat sätt än i standarden: %(what)s")
RESTARTED = N_("Sidorna av /%(what)s gällde inte längre. De hämtades från början")
NAIVE = N_("Tid utan zon, läst som svensk tid")
TIME_FOR_DAY = N_("Klockslag där standarden säger datum; svensk dag används")
NO_ID = N_("Post utan id i /%(what)s")
NOT_AN_OBJECT = N_("Uppgift av fel slag i /%(what)s")
TWICE = N_("Samma post två gånger i /%(what)s; den sista gäller")
OTHER_WORD = N_("Värde utanför standarden: %(what)s")
NOT_A_DAY = N_("Datum som inte går att läsa")
BAD_NUMBER = N_("Personnummer som inte är riktigt; personen är inläst utan nummer")
FOREIGN_NUMBER = N_("Nummer från ett annat land; personen är inläst utan nummer")
NUMBER_TWICE = N_("Personnummer som två elever har hos servern; de är inlästa utan nummer")
NUMBER_TAKEN = N_("Personnummer som redan finns på en annan elev här; eleven är inläst utan nummer")
NO_BIRTH_DATE = N_("Elev utan födelsedatum")
NO_NAME = N_("Elev utan namn")
NO_MARK = N_("Elev utan uppgift om skydd; ett tidigare skydd står kvar")
NO_MARK_GUARDIAN = N_("Ansvarig vuxen eller personal utan uppgift om skydd; ett tidigare skydd står kvar")
OTHER_MARK = N_("Okänd uppgift om skydd; läst som sekretessmarkering")
UNKNOWN_UNIT = N_("Inskrivning på en enhet som inte finns här; inskrivningen är inte inläst")
NO_KNOWN_UNIT = N_("Elev utan inskrivning på någon enhet här; eleven är inte inläst")
FORM_OUTSIDE = N_("Inskrivning i en skolform utanför elevhälsan; den är inte inläst")
CANCELLED = N_("Avbruten inskrivning utan slutdatum; den räknas inte")
ENDS_BEFORE = N_("Period som slutar innan den börjar; den är inte inläst")
NO_START = N_("Period utan första dag; den är inte inläst")
IS_DEAD = N_("Avliden person; räknas inte längre")
NO_SUCH_RESPONSIBLE = N_("Ansvarig vuxen som servern inte lämnar; hen är inte inläst")
NO_SUCH_MEMBER = N_("Gruppmedlem som inte är elev här; medlemskapet är inte inläst")
GROUP_UNIT = N_("Grupp på en enhet som inte finns här; den är inte inläst")
NO_SUCH_GROUP = N_("Uppdrag i en grupp som inte finns här; det är inte inläst")
NO_SUCH_DUTY = N_("Lärare vars tjänst servern inte lämnar; uppdraget är inte inläst")
NO_DUTY = N_("Lärare utan tjänst i /activities; uppdraget är inte inläst")
NO_SUCH_STAFF = N_("Tjänst vars person servern inte lämnar; den är inte inläst")
DUTY_UNIT = N_("Tjänst på en enhet som inte finns här; den är inte inläst")
DUTY_ABOVE = N_("Tjänst på en skola eller ett rektorsområde; den gäller här alla dess enheter")
DUTY_TOO_HIGH = N_("Tjänst högre upp än ett rektorsområde; den ger inget uppdrag här")
NO_ROLE = N_("Roll som inte ger något uppdrag här: %(what)s")
SECOND_PRINCIPAL = N_("Rektorsuppdrag för en enhet som redan har en rektor under tiden; det är inte inläst")
NO_EMAIL = N_("Personal utan e-postadress; ingen e-post går dit")
EMAIL_TAKEN = N_("Personal med en e-postadress som någon annan har; ingen e-post går dit")
BACK_AGAIN = N_("Borttagen och sedan tillagd igen; den finns")
