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
    "counsellor": N_("kurator"),
    "school_nurse": N_("skolsköterska"),
    "school_doctor": N_("skolläkare"),
    "school_psychologist": N_("skolpsykolog"),
    "special_educator": N_("specialpedagog"),
    "special_teacher": N_("speciallärare"),
    "speech_therapist": N_("logoped"),
    "career_counsellor": N_("studie- och yrkesvägledare"),
}

# The professions whose assignments are to a unit; all others are to a division or the whole authority.
IN_UNITS = frozenset(
    [
        "principal",
        "deputy_principal",
        "acting_principal",
        "teacher",
        "counsellor",
        "school_nurse",
        "school_doctor",
        "school_psychologist",
        "special_educator",
        "special_teacher",
        "speech_therapist",
        "career_counsellor",
    ]
)
