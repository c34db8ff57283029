"""The professions (roles) that the matrix names. Stored as these codes, never as names of classes."""

from framst.foundation.words import N_

PROFESSIONS: dict[str, str] = {
    "principal": N_("rektor"),
    "deputy_principal": N_("biträdande rektor"),
    "acting_principal": N_("tillförordnad rektor"),
    "education_director": N_("utbildningsdirektör"),
    "chief_education_officer": N_("skolchef"),
    "divisional_director": N_("avdelningschef"),
    "pupil_health_head": N_("elevhälsochef"),
    "investigator": N_("utredare"),
    "registrar": N_("nämndsekreterare/registrator"),
    "board_member": N_("ledamot i nämnden"),
    "system_administrator": N_("systemförvaltare"),
    "log_reviewer": N_("logggranskare"),
    "data_protection_officer": N_("dataskyddsombud"),
    "teacher": N_("lärare"),
    "mentor": N_("mentor"),
    "pupil_assistant": N_("elevassistent"),
    "leisure_staff": N_("personal i fritidshem"),
    "preschool_teacher": N_("förskollärare"),
    "counsellor": N_("kurator"),
    "socionom": N_("socionom"),
    "school_nurse": N_("skolsköterska"),
    "school_doctor": N_("skolläkare"),
    "school_psychologist": N_("skolpsykolog"),
    "special_educator": N_("specialpedagog"),
    "special_teacher": N_("speciallärare"),
    "speech_therapist": N_("logoped"),
    "language_educator": N_("tal- och språkpedagog"),
    "it_educator": N_("it-pedagog"),
    "career_counsellor": N_("studie- och yrkesvägledare"),
    "health_care_staff": N_("övrig hälso- och sjukvårdspersonal"),
    "attendance_strategist": N_("närvarostrateg"),
    "resource_coordinator": N_("resurssamordnare"),
    "case_officer": N_("handläggare"),
    "care_operations_manager": N_("verksamhetschef (HSL)"),
    "development_leader": N_("utvecklingsledare"),
}

# Zone A: those of the independent branch school health care (OSL 25 kap.). A speech therapist counts where the
# authority has placed them there; the matrix lets them in by a care relation only.
HEALTH_CARE = ("school_nurse", "school_doctor", "health_care_staff")
# Zone B: 23 kap. 2 § first paragraph, the strong secrecy. A school psychologist is here although under journal duty.
PUPIL_CARE = (
    "counsellor",
    "socionom",
    "school_psychologist",
    "special_educator",
    "special_teacher",
    "speech_therapist",
)
# Those who lead a unit.
SCHOOL_LEADERS = ("principal", "deputy_principal", "acting_principal")
# Those who work with all pupils of a unit, and therefore see its roster; teachers see their own groups.
ROSTER_STAFF = (*SCHOOL_LEADERS, *PUPIL_CARE, *HEALTH_CARE, "language_educator", "career_counsellor")

# Those who may break the glass: whoever works with pupils somewhere.
EMERGENCY = (
    *ROSTER_STAFF,
    "teacher",
    "mentor",
    "leisure_staff",
    "pupil_assistant",
    "preschool_teacher",
    "case_officer",
)

# The professions whose assignments are to a unit; all others are to a division or the whole authority.
IN_UNITS = frozenset(
    [
        "principal",
        "deputy_principal",
        "acting_principal",
        "teacher",
        "mentor",
        "pupil_assistant",
        "leisure_staff",
        "preschool_teacher",
        "counsellor",
        "socionom",
        "school_nurse",
        "school_doctor",
        "school_psychologist",
        "special_educator",
        "special_teacher",
        "speech_therapist",
        "language_educator",
        "it_educator",
        "career_counsellor",
        "health_care_staff",
    ]
)
