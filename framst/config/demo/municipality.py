"""Ekdalens kommun: a made-up municipality with made-up people. Any likeness is chance.

24 units: 20 compulsory and one adapted compulsory school, led by 19 principals (two lead two each), two
upper-secondary schools and one adapted upper-secondary. Unit codes begin with 9999: no real unit has such a code.
"""

from __future__ import annotations

import unicodedata

AUTHORITY = "Ekdalens kommun"
DOMAIN = "ekdalen.example"
DIVISIONS = {"grund": "Avdelning grundskola", "gymnasium": "Avdelning gymnasieskola"}

# code, name, division, forms (form: grades), principal
UNITS: list[tuple[str, str, str, dict[str, str], str]] = [
    ("99990001", "Almby skola", "grund", {"FSK": "F", "GR": "1 2 3 4 5 6"}, "Anna Almgren"),
    ("99990002", "Björkängens skola", "grund", {"FSK": "F", "GR": "1 2 3"}, "Birger Lundqvist"),
    ("99990003", "Björkhagens skola", "grund", {"GR": "4 5 6"}, "Birger Lundqvist"),
    ("99990004", "Dalskolan", "grund", {"FSK": "F", "GR": "1 2 3 4 5 6 7 8 9"}, "Cecilia Nordin"),
    ("99990005", "Ekbackens skola", "grund", {"FSK": "F", "GR": "1 2 3 4 5 6"}, "David Sandgren"),
    ("99990006", "Fjärilsskolan", "grund", {"FSK": "F", "GR": "1 2 3"}, "Elin Åkerlund"),
    ("99990007", "Granbackaskolan", "grund", {"GR": "7 8 9"}, "Fredrik Wallin"),
    ("99990008", "Hagaskolan", "grund", {"FSK": "F", "GR": "1 2 3 4 5 6"}, "Gunilla Öhman"),
    ("99990009", "Hammarskolan", "grund", {"FSK": "F", "GR": "1 2 3 4 5 6"}, "Hassan Karimi"),
    ("99990010", "Källskolan", "grund", {"FSK": "F", "GR": "1 2 3 4 5 6"}, "Ingrid Vikström"),
    ("99990011", "Lindskolan", "grund", {"GR": "7 8 9"}, "Johan Edlund"),
    ("99990012", "Mosseskolan", "grund", {"FSK": "F", "GR": "1 2 3 4 5 6"}, "Katarina Sjödin"),
    ("99990013", "Norrbyskolan", "grund", {"FSK": "F", "GR": "1 2 3"}, "Lars Bergvall"),
    ("99990014", "Norrängens skola", "grund", {"GR": "4 5 6"}, "Lars Bergvall"),
    ("99990015", "Parkskolan", "grund", {"FSK": "F", "GR": "1 2 3 4 5 6 7 8 9"}, "Maria Holmgren"),
    ("99990016", "Sjöskolan", "grund", {"FSK": "F", "GR": "1 2 3 4 5 6"}, "Nils Österberg"),
    ("99990017", "Stenbackens skola", "grund", {"FSK": "F", "GR": "1 2 3 4 5 6"}, "Olivia Hedström"),
    ("99990018", "Tallskolan", "grund", {"FSK": "F", "GR": "1 2 3 4 5 6"}, "Peter Ljungdahl"),
    ("99990019", "Vretaskolan", "grund", {"FSK": "F", "GR": "1 2 3 4 5 6"}, "Rebecka Ström"),
    ("99990020", "Wallinska skolan", "grund", {"GR": "7 8 9"}, "Samuel Dahlin"),
    ("99990021", "Åsens anpassade grundskola", "grund", {"GRAN": "1 2 3 4 5 6 7 8 9"}, "Teresia Björk"),
    ("99990022", "Ekdalsgymnasiet", "gymnasium", {"GY": "gy1 gy2 gy3"}, "Ulf Rosén"),
    ("99990023", "Älvgymnasiet", "gymnasium", {"GY": "gy1 gy2 gy3"}, "Viktoria Lind"),
    (
        "99990024",
        "Älvgymnasiets anpassade gymnasieskola",
        "gymnasium",
        {"GYAN": "gy1 gy2 gy3 gy4"},
        "Yasmin Haddad",
    ),
]
SELECTED = [code for code, _, division, _, _ in UNITS if division == "grund"]

# login name, name, profession, unit or division code (or none): the people one can sign in as
PERSONAS: list[tuple[str, str, str, str]] = [
    ("system", "Sigrid Ahlin", "system_administrator", ""),
    ("utredare", "Helena Brandt", "investigator", ""),
    ("avdelningschef", "Mats Fagerström", "divisional_director", "grund"),
    ("elevhalsochef", "Karin Solberg", "pupil_health_head", ""),
    ("registrator", "Lena Ek", "registrar", ""),
    ("kurator", "Amira Nilsson", "counsellor", "99990004"),
    ("larare", "Jonas Palm", "teacher", "99990004"),
    ("ledamot", "Gunnar Frisk", "board_member", ""),
    ("direktor", "Eva Lundin", "education_director", ""),
    ("loggranskare", "Sten Marklund", "log_reviewer", ""),
    ("skolchef", "Birgitta Lundh", "chief_education_officer", ""),
    ("dataskydd", "Per Hansson", "data_protection_officer", ""),
    ("verksamhetschef", "Siv Borgström", "care_operations_manager", ""),
    ("skolskoterska", "Ulrika Sand", "school_nurse", "99990004"),
    ("skolskoterska2", "Vera Holst", "school_nurse", "99990008"),
    ("psykolog", "Nils Boman", "school_psychologist", "99990004"),
    ("kurator2", "Maj Törn", "counsellor", "99990008"),
    ("strateg", "Mia Kron", "attendance_strategist", ""),
    ("handlaggare", "Olof Nyman", "case_officer", ""),
]
# Those whose work lies in a zone that asks for a second factor: the demo gives them one (`framst demo-code LOGIN`).
SECOND_FACTOR = ("kurator", "kurator2", "psykolog", "skolskoterska", "skolskoterska2", "skolchef", "verksamhetschef")
# The principals one can sign in as: one unit, and two.
PRINCIPAL_LOGINS = {"rektor": "Cecilia Nordin", "rektor2": "Birger Lundqvist"}

# code, name, codes in the register, valid from, valid to
FORMS = [
    ("FSK", "förskoleklass", ["FSK"]),
    ("GR", "grundskola", ["GR", "GRS"]),
    ("GRAN", "anpassad grundskola", ["GRAN", "GRSÄR", "GRS"]),
    ("SPEC", "specialskola", ["SPEC"]),
    ("SAM", "sameskola", ["SAM"]),
    ("GY", "gymnasieskola", ["GY"]),
    ("GYAN", "anpassad gymnasieskola", ["GYAN", "GYSÄR"]),
    ("FTH", "fritidshem", ["FTH"]),
    ("FS", "förskola", ["FS"]),
]

LAW = "SkolL 2 kap. 25 §"
# code, name, statutory, requirement, grades, replaced by, note
COMPETENCES: list[tuple[str, str, bool, str, str, str, str]] = [
    ("skolskoterska", "skolsköterska", True, "", "", "", ""),
    ("skollakare", "skolläkare", True, "", "", "", ""),
    ("skolpsykolog", "psykolog", True, "", "", "", ""),
    ("kurator", "kurator", True, "", "", "", ""),
    ("specialpedagog", "specialpedagog", True, "specialpedagogik", "", "", ""),
    ("speciallarare", "speciallärare", True, "specialpedagogik", "", "", ""),
    ("logoped", "logoped", False, "", "", "", ""),
    ("talpedagog", "talpedagog", False, "", "", "logoped", "Utbildas inte längre; logoped tar över."),
    ("syv", "studie- och yrkesvägledare", False, "", "7 8 9 gy1 gy2 gy3 gy4", "", ""),
]

# The central team: name, competence, share of full time at each unit (percent), the units.
_ALL = [code for code, *_ in UNITS]
CENTRAL: list[tuple[str, str, int, list[str]]] = [
    ("Nora Sundell", "skolpsykolog", 14, _ALL[0:7]),
    ("Ivar Hellgren", "skolpsykolog", 14, _ALL[7:14]),
    ("Sara Mattsson", "skolpsykolog", 14, _ALL[14:21]),
    ("Tove Rask", "skolpsykolog", 33, _ALL[21:24]),
    ("Bodil Ahlström", "kurator", 25, _ALL[0:3]),
    ("Erik Sjöstrand", "kurator", 20, _ALL[4:9]),
    ("Linnea Borg", "kurator", 20, _ALL[9:14]),
    ("Mona Fredin", "kurator", 25, _ALL[14:18]),
    ("Hugo Rydell", "kurator", 33, _ALL[18:21]),
    ("Camilla Dahl", "kurator", 50, _ALL[21:23]),
    ("Rolf Enquist", "kurator", 50, _ALL[23:24]),
    ("Agneta Stål", "skolskoterska", 25, _ALL[0:4]),
    ("Berit Lövgren", "skolskoterska", 25, _ALL[4:8]),
    ("Disa Nyberg", "skolskoterska", 25, _ALL[8:12]),
    ("Farida Amini", "skolskoterska", 25, _ALL[12:16]),
    ("Greta Winther", "skolskoterska", 20, _ALL[16:21]),
    ("Henrik Åberg", "skolskoterska", 40, _ALL[21:23]),
    ("Pia Lundmark", "skolskoterska", 60, _ALL[23:24]),
    ("Jessica Blom", "logoped", 10, _ALL[0:10]),
    ("Kajsa Modig", "logoped", 10, _ALL[10:21]),
]
# The school doctor's time is bought; special educators and the counsellor of Dalskolan are employed by the schools.
BOUGHT = ("skollakare", 2, _ALL)
EMPLOYED: list[tuple[str, str, int, list[str]]] = [
    ("", "specialpedagog", 100, _ALL[0:20]),
    ("Amira Nilsson", "kurator", 100, ["99990004"]),
]


def plain(name: str) -> str:
    """Return a name as it stands in an e-mail address: "maria.holmgren"."""
    text = unicodedata.normalize("NFD", name.lower().replace(" ", "."))
    return "".join(c for c in text if not unicodedata.combining(c))
