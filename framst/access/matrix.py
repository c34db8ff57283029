"""Who may do what with whose matters: the one literal table. `walls.py` makes PostgreSQL hold it.

`docs/reference/access.md` is generated from it, so that a lawyer reads what runs. Two parts: WALLS says
which rows the database shows and takes (zone × verb → relations); ACTS says who may carry out which act on
a page, where the rows alone do not say it (act → professions, and the sentence for those who may not).
"""

from __future__ import annotations

from enum import StrEnum

from framst.foundation.classification import Zone
from framst.foundation.words import N_

from .professions import EMERGENCY, HEALTH_CARE, PUPIL_CARE, ROSTER_STAFF, SCHOOL_LEADERS
from .relations import (
    ASSIGNED_WITH,
    BESIDE_NAMED,
    CENTRAL_PLAN,
    DECIDED,
    EVERYONE,
    HOLDER,
    IN_GROUP,
    LEADS_SCHOOL_MATTERS,
    LEAVING,
    LEFT_RECORDS,
    LINK,
    NAMED,
    NAMING,
    OWN,
    OWN_TIE,
    PUBLIC,
    REVIEWER,
    SIGNED_IN,
    TIED,
    TO_BOARD,
    WRITER,
    Relation,
    assigned,
    decided,
    given_in_unit,
    holds,
    holds_where,
    in_unit,
    machine,
    tied,
    with_second_factor,
)


class Verb(StrEnum):
    READ = "read"
    ADD = "add"
    CHANGE = "change"
    REMOVE = "remove"


READ, ADD, CHANGE, REMOVE = Verb
VERB_WORDS = {READ: N_("läsa"), ADD: N_("lägga till"), CHANGE: N_("ändra"), REMOVE: N_("ta bort")}

STAFF = holds("investigator", "pupil_health_head")
LEADERS = holds("divisional_director", "education_director", "chief_education_officer")
REGISTRAR = holds("registrar")
ADMINISTRATOR = holds("system_administrator")
# Who works with a school's plan without being asked to: those who lead it, and its pupil health.
PLAN_TEAM = ROSTER_STAFF
# Decides about protected identity, and sees no pupil: counters, digests, and who is named.
PROTECTION = with_second_factor(holds("chief_education_officer"))
# Who decides about disposal: school health care's records are not the registrar's.
DISPOSES = holds_where("letter <> 'A'", "inte skolhälsovårdens", "registrar")
DISPOSES_HEALTH = holds_where(
    "letter = 'A' AND (SELECT framst_second_factor())", "skolhälsovårdens, med tvåfaktor", "care_operations_manager"
)

WALLS: dict[Zone, dict[Verb, tuple[Relation, ...]]] = {
    # The authority's own name and what is published.
    Zone.PUBLISHED: {
        READ: (EVERYONE,),
        ADD: (ADMINISTRATOR, machine("import")),
        CHANGE: (ADMINISTRATOR, machine("import")),
    },
    # Units, people's names and assignments, competences, settings: known to everyone who works here.
    Zone.ORGANISATION: {
        READ: (SIGNED_IN, machine("import", "mail", "tick", "statistics", "sign_in")),
        ADD: (ADMINISTRATOR, machine("import")),
        CHANGE: (ADMINISTRATOR, machine("import")),
        REMOVE: (ADMINISTRATOR, machine("import")),
    },
    # Question sets and follow-ups: what is asked, of whom, when.
    Zone.INQUIRY: {
        READ: (SIGNED_IN, LINK, machine("import", "mail", "tick", "statistics")),
        ADD: (STAFF, machine("import")),
        CHANGE: (STAFF, machine("import", "tick")),
        REMOVE: (STAFF,),
    },
    # What named principals answered. Directors see figures, not answers: counting is done by the machine statistics.
    Zone.ANSWERS: {
        READ: (STAFF, HOLDER, LINK, machine("import", "mail", "tick", "statistics")),
        ADD: (STAFF, HOLDER, LINK, machine("import")),
        CHANGE: (STAFF, HOLDER, LINK, machine("import", "tick")),
        REMOVE: (STAFF, HOLDER, LINK, machine("import")),
    },
    # Indicators, figures, findings, observations, themes.
    Zone.ANALYSIS: {
        READ: (STAFF, LEADERS, REGISTRAR, TO_BOARD, PUBLIC, machine("import", "tick", "statistics")),
        ADD: (STAFF, LEADERS, machine("import")),
        CHANGE: (STAFF, LEADERS, REGISTRAR, machine("import")),
        REMOVE: (STAFF,),
    },
    # Papers to the board, from draft to outcome.
    Zone.PAPERS: {
        READ: (STAFF, LEADERS, REGISTRAR, TO_BOARD, PUBLIC, machine("import", "tick")),
        ADD: (STAFF, LEADERS, REGISTRAR, machine("import")),
        CHANGE: (STAFF, LEADERS, REGISTRAR, machine("import")),
        REMOVE: (STAFF,),
    },
    # E-mail to people: what was sent to whom.
    Zone.NOTICES: {
        READ: (STAFF, ADMINISTRATOR, machine("mail", "tick")),
        ADD: (SIGNED_IN, LINK, machine("tick", "import")),
        CHANGE: (machine("mail"),),
        REMOVE: (machine("mail"),),
    },
    # What awaits a person on the start page.
    Zone.OWN: {
        READ: (OWN, LINK, STAFF, machine("import", "tick")),
        ADD: (STAFF, OWN, machine("import", "tick")),
        CHANGE: (STAFF, OWN, LINK, machine("import", "tick")),
        REMOVE: (STAFF, machine("import", "tick")),
    },
    # The year: activities, assignments, priorities, supervisory decisions. Known to all who work here; a school's own
    # are its leaders'.
    Zone.WHEEL: {
        READ: (SIGNED_IN, machine("tick", "import")),
        ADD: (STAFF, LEADERS, in_unit(*SCHOOL_LEADERS), machine("import")),
        CHANGE: (STAFF, LEADERS, in_unit(*SCHOOL_LEADERS), machine("import", "tick")),
        REMOVE: (STAFF, LEADERS, in_unit(*SCHOOL_LEADERS)),
    },
    # What was agreed: the owner's, the school's and the authority's. Nobody takes one away: it is followed up.
    Zone.COMMITMENTS: {
        READ: (STAFF, LEADERS, OWN, in_unit(*PLAN_TEAM), machine("tick", "import")),
        ADD: (STAFF, LEADERS, OWN, in_unit(*SCHOOL_LEADERS), machine("import")),
        CHANGE: (STAFF, LEADERS, OWN, in_unit(*SCHOOL_LEADERS), machine("import")),
    },
    # That a school is asked for a plan, and where it stands. What it says is in the next two.
    Zone.PLANS: {
        READ: (SIGNED_IN, machine("tick", "import", "statistics")),
        ADD: (STAFF, CENTRAL_PLAN, machine("import")),
        CHANGE: (STAFF, LEADERS, in_unit(*PLAN_TEAM), WRITER, REVIEWER, CENTRAL_PLAN, machine("import")),
    },
    # What is being written: the school's alone, until the principal adopts it.
    Zone.PLAN_TEXTS: {
        READ: (in_unit(*PLAN_TEAM), WRITER, CENTRAL_PLAN, machine("import")),
        ADD: (in_unit(*PLAN_TEAM), WRITER, CENTRAL_PLAN, machine("import")),
        CHANGE: (in_unit(*PLAN_TEAM), WRITER, CENTRAL_PLAN, machine("import")),
        REMOVE: (in_unit(*PLAN_TEAM), WRITER, CENTRAL_PLAN),
    },
    # Adopted plans are official documents: open to all who work here, and to everyone once published.
    Zone.EDITIONS: {
        READ: (SIGNED_IN, PUBLIC, machine("tick", "import", "statistics")),
        ADD: (in_unit(*SCHOOL_LEADERS), CENTRAL_PLAN, machine("import")),
        CHANGE: (in_unit(*SCHOOL_LEADERS), CENTRAL_PLAN),
    },
    # Reviewers' work: the reviewer's own and the administration's.
    Zone.REVIEWS: {
        READ: (STAFF, LEADERS, REVIEWER, machine("tick", "import", "statistics")),
        ADD: (STAFF, LEADERS, REVIEWER, machine("import")),
        CHANGE: (STAFF, LEADERS, REVIEWER, machine("import")),
        REMOVE: (STAFF, REVIEWER),
    },
    # What a school gets back: its own once it is given, the administration's and the reviewer's before.
    Zone.FEEDBACK: {
        READ: (
            STAFF,
            LEADERS,
            REVIEWER,
            given_in_unit(*PLAN_TEAM),
            machine("tick", "import", "statistics"),
        ),
        ADD: (STAFF, LEADERS, REVIEWER, machine("import")),
        CHANGE: (STAFF, LEADERS, REVIEWER, given_in_unit(*SCHOOL_LEADERS), machine("import")),
        REMOVE: (STAFF, REVIEWER),
    },
    # The overall plan, programmes and routines: open to all once decided.
    Zone.STEERING: {
        READ: (STAFF, LEADERS, REGISTRAR, DECIDED, machine("import")),
        ADD: (STAFF, LEADERS, machine("import")),
        CHANGE: (STAFF, LEADERS),
        REMOVE: (STAFF, LEADERS),
    },
    # The roster of a school: who its pupils are. The import writes; moves and protections are crossings.
    Zone.ROSTER: {
        READ: (in_unit(*ROSTER_STAFF), IN_GROUP, TIED, LEAVING, machine("import", "retention")),
        ADD: (machine("import"),),
        CHANGE: (machine("import"),),
        REMOVE: (machine("import", "retention"),),
    },
    # D: the same rows about a preschool child.
    Zone.PRESCHOOL: {
        READ: (
            in_unit(*SCHOOL_LEADERS, "special_educator", "school_psychologist", "speech_therapist"),
            IN_GROUP,
            TIED,
            LEAVING,
            machine("import", "retention"),
        ),
        ADD: (machine("import"),),
        CHANGE: (machine("import"),),
        REMOVE: (machine("import", "retention"),),
    },
    # L: everything about one who has left. Closed to all but the registrar.
    Zone.LEFT: {
        READ: (REGISTRAR, LEFT_RECORDS, machine("import", "retention")),
        ADD: (machine("import"),),
        CHANGE: (machine("import"),),
        REMOVE: (machine("import", "retention"),),
    },
    # The matters in B and C of one who has left. Not the import's: it knows the roster and no matter.
    Zone.LEFT_MATTERS: {
        READ: (REGISTRAR, machine("retention")),
        REMOVE: (machine("retention"),),
    },
    # The school health care's records of one who has left: the registrar is outside that border.
    Zone.LEFT_HEALTH: {
        READ: (holds("care_operations_manager"), machine("retention")),
        REMOVE: (machine("retention"),),
    },
    # P: who a pupil with protected identity is, whatever zone the rows are in otherwise. Above all others. The named
    # read; the import alone writes, and cannot lower a protection (`walls.GUARDS`): that is a crossing.
    Zone.PROTECTED: {
        READ: (NAMED, machine("import", "retention")),
        ADD: (machine("import"),),
        CHANGE: (machine("import"),),
        REMOVE: (machine("import", "retention"),),
    },
    # The matters of a pupil with protected identity, whatever their letter.
    Zone.PROTECTED_MATTERS: {
        READ: (NAMED, machine("retention")),
        ADD: (NAMED,),
        CHANGE: (NAMED,),
        REMOVE: (machine("retention"),),
    },
    # C: the school's matters of a pupil (23 kap. 2 § second paragraph OSL, our reading).
    Zone.SCHOOL: {
        READ: (
            in_unit(*SCHOOL_LEADERS),
            assigned(),
            tied("C", "disclosure", "consent", "opening", words="släppt in genom beslut, samtycke eller nödåtkomst"),
            machine("retention"),
        ),
        ADD: (in_unit(*SCHOOL_LEADERS), assigned()),
        CHANGE: (in_unit(*SCHOOL_LEADERS), assigned()),
        REMOVE: (machine("retention"),),
    },
    # B: psychologist, counsellor, special educator. Not the principal, unless assigned or let in.
    Zone.CARE: {
        READ: (
            assigned(*PUPIL_CARE),
            tied("B", "disclosure", "consent", "opening", words="släppt in genom beslut, samtycke eller nödåtkomst"),
            machine("retention"),
        ),
        ADD: (assigned(*PUPIL_CARE),),
        CHANGE: (assigned(*PUPIL_CARE),),
        REMOVE: (machine("retention"),),
    },
    # A: school health care, a branch of its own. Break-glass never opens it.
    Zone.HEALTH: {
        READ: (
            in_unit(*HEALTH_CARE),
            tied(
                "A",
                "care",
                words="vårdrelation, som hälso- och sjukvårdspersonal eller logoped",
                professions=(*HEALTH_CARE, "speech_therapist"),
            ),
            tied("A", "disclosure", "consent", words="släppt in genom beslut eller samtycke"),
            machine("retention"),
        ),
        ADD: (
            in_unit(*HEALTH_CARE),
            tied("A", "care", words="vårdrelation", professions=(*HEALTH_CARE, "speech_therapist")),
        ),
        CHANGE: (
            in_unit(*HEALTH_CARE),
            tied("A", "care", words="vårdrelation", professions=(*HEALTH_CARE, "speech_therapist")),
        ),
        REMOVE: (machine("retention"),),
    },
    # Who is let in to which pupil. Nobody writes here: `crossings.py` does, after asking who may.
    Zone.TIES: {
        READ: (
            OWN_TIE,
            ASSIGNED_WITH,
            LEADS_SCHOOL_MATTERS,
            BESIDE_NAMED,
            holds_where("secrecy <> 'P'", "inte om skyddade elever", "log_reviewer", "data_protection_officer"),
            NAMING,
            machine("import", "retention", "tick"),
        ),
        REMOVE: (machine("retention"),),
    },
    # What is kept how long, what is proposed to be disposed of, what has been, and what is held back.
    Zone.RETENTION: {
        READ: (DISPOSES, DISPOSES_HEALTH, machine("retention")),
        ADD: (DISPOSES, DISPOSES_HEALTH, machine("retention")),
        CHANGE: (DISPOSES, DISPOSES_HEALTH, machine("retention")),
    },
    # Decisions to disclose, consents, and what a guardian is not shown: by the letter of what they open or hold back.
    Zone.DECIDED_SCHOOL: {
        READ: (in_unit(*SCHOOL_LEADERS, *PUPIL_CARE), machine("retention")),
        ADD: (in_unit(*SCHOOL_LEADERS, *PUPIL_CARE),),
        CHANGE: (in_unit(*SCHOOL_LEADERS, *PUPIL_CARE),),
        REMOVE: (machine("retention"),),
    },
    Zone.DECIDED_CARE: {
        READ: (decided(*PUPIL_CARE), assigned(*PUPIL_CARE), machine("retention")),
        ADD: (decided(*PUPIL_CARE),),
        CHANGE: (decided(*PUPIL_CARE), assigned(*PUPIL_CARE)),
        REMOVE: (machine("retention"),),
    },
    Zone.DECIDED_HEALTH: {
        READ: (in_unit(*HEALTH_CARE), machine("retention")),
        ADD: (in_unit(*HEALTH_CARE),),
        CHANGE: (in_unit(*HEALTH_CARE),),
        REMOVE: (machine("retention"),),
    },
    # The review of the log: the machine draws the sample, a reviewer judges.
    Zone.OVERSIGHT: {
        READ: (holds("log_reviewer", "data_protection_officer"), machine("tick")),
        ADD: (holds("log_reviewer"), machine("tick")),
        CHANGE: (holds("log_reviewer"),),
    },
    # A person's own data, made and waiting: for the one who ordered it, and gone when the pupil becomes protected.
    Zone.EXTRACTS: {
        READ: (OWN,),
        ADD: (OWN,),
        CHANGE: (OWN,),
        REMOVE: (OWN,),
    },
    # Readings of the roster, in numbers, and what of them waits for a person.
    Zone.RUNS: {
        READ: (ADMINISTRATOR, machine("import", "tick")),
        ADD: (machine("import"),),
        CHANGE: (ADMINISTRATOR, machine("import")),
    },
    # Who is marked as protected, as keyed digests, and what was decided about it.
    Zone.MARKS: {
        READ: (PROTECTION, machine("import")),
        ADD: (PROTECTION, machine("import")),
        CHANGE: (PROTECTION, machine("import")),
    },
    # What only the import needs to know.
    Zone.IMPORT: {
        READ: (machine("import"),),
        ADD: (machine("import"),),
        CHANGE: (machine("import"),),
    },
    # The chain over the legal record: the database's own. Only its owner (`framst audit verify`) reads it.
    Zone.CHAIN: {},
    # The legal record. Nobody changes or removes.
    Zone.AUDIT: {
        READ: (
            holds("log_reviewer", "data_protection_officer"),
            holds_where(
                "act NOT IN ('read', 'listed', 'refused', 'signed_in', 'signed_out', 'searched')"
                " AND subject IS NULL AND shown = '{}'",
                "inte vem som läst, och inget om elever",
                "investigator",
                "pupil_health_head",
                "registrar",
                "system_administrator",
            ),
        ),
        ADD: (EVERYONE,),
    },
}

# Zones whose rows are shown only to one who has given a second factor in this session (machines apart). A matter of
# such a zone demands it wherever its pupil stands: also of the registrar, when the pupil has left.
SECOND_FACTOR = frozenset({Zone.HEALTH, Zone.CARE, Zone.LEFT_HEALTH, Zone.DECIDED_HEALTH, Zone.DECIDED_CARE})
# The zones that belong to school health care: of one who has left they are closed to the registrar too.
OF_HEALTH_CARE = frozenset({Zone.HEALTH, Zone.DECIDED_HEALTH})
# The zones whose border holds also for the named of a protected pupil: being named does not make anybody a nurse.
BORDERED: dict[Zone, tuple[str, ...]] = {
    Zone.HEALTH: HEALTH_CARE,
    Zone.CARE: PUPIL_CARE,
    Zone.DECIDED_HEALTH: HEALTH_CARE,
    Zone.DECIDED_CARE: PUPIL_CARE,
}

# Zones where it is no secret that a row exists: references to them are not checked by the walls.
EXISTENCE_IS_OPEN = frozenset({Zone.PUBLISHED, Zone.ORGANISATION})

ONLY_STAFF = N_("Det gör utredaren eller elevhälsochefen.")
ONLY_ADMINISTRATOR = N_("Det gör systemförvaltaren.")

# act → (professions, the sentence for everyone else)
ACTS: dict[str, tuple[frozenset[str], str]] = {
    "pupils.read": (
        frozenset(
            {
                *ROSTER_STAFF,
                "teacher",
                "mentor",
                "pupil_assistant",
                "leisure_staff",
                "preschool_teacher",
                "attendance_strategist",
                "resource_coordinator",
                "case_officer",
                "it_educator",
                "registrar",
            }
        ),
        N_("Elever ser den som arbetar med dem, i den egna enheten eller gruppen."),
    ),
    "pupils.protect": (
        frozenset({*SCHOOL_LEADERS, "chief_education_officer"}),
        N_("Det gör enhetens rektor. Skolchefen gör det för den som inte går i en enhet ännu."),
    ),
    "protection.decide": (frozenset({"chief_education_officer"}), N_("Det gör skolchefen.")),
    "pupils.hand_over": (
        frozenset({*SCHOOL_LEADERS, *PUPIL_CARE, *HEALTH_CARE, "registrar", "care_operations_manager"}),
        N_("Det gör rektorn i skolan som eleven har lämnat, och elevhälsan där för sina ärenden."),
    ),
    "retention.decide": (
        frozenset({"registrar", "care_operations_manager"}),
        N_("Om gallring beslutar registratorn, och verksamhetschefen om skolhälsovårdens handlingar."),
    ),
    "pupils.emergency": (
        frozenset(EMERGENCY),
        N_("Nödåtkomst kan den använda som arbetar med elever."),
    ),
    "pupils.decide": (
        frozenset({*SCHOOL_LEADERS, *PUPIL_CARE, *HEALTH_CARE}),
        N_("Om utlämnande och samtycke beslutar rektorn och elevhälsan, var och en för sina ärenden."),
    ),
    "pupils.extract": (
        frozenset({*SCHOOL_LEADERS, *PUPIL_CARE, *HEALTH_CARE, "registrar", "care_operations_manager"}),
        N_("Utdrag tas fram av rektorn, elevhälsan och registratorn, var och en ur det de själva får se."),
    ),
    "oversight.enter": (
        frozenset({"log_reviewer", "data_protection_officer", "registrar"}),
        N_("Tillsynen är för logggranskaren, dataskyddsombudet och registratorn."),
    ),
    "oversight.review": (frozenset({"log_reviewer"}), N_("Det gör logggranskaren.")),
    "oversight.read": (
        frozenset({"log_reviewer", "data_protection_officer"}),
        N_("Logggranskningen läses av logggranskaren och dataskyddsombudet."),
    ),
    "oversight.processing": (
        frozenset({"data_protection_officer", "registrar"}),
        N_("Registret över behandlingar läses av dataskyddsombudet och registratorn."),
    ),
    "organisation.manage": (frozenset({"system_administrator"}), ONLY_ADMINISTRATOR),
    "forms.author": (frozenset({"investigator", "pupil_health_head"}), ONLY_STAFF),
    "followups.run": (frozenset({"investigator", "pupil_health_head"}), ONLY_STAFF),
    "followups.code": (frozenset({"investigator", "pupil_health_head"}), ONLY_STAFF),
    "followups.read": (
        frozenset({"investigator", "pupil_health_head", "divisional_director", "education_director"}),
        N_("Uppföljningen läses av utredaren, elevhälsochefen och cheferna. Dina egna frågor finns på startsidan."),
    ),
    "wheel.plan": (
        frozenset({"investigator", "pupil_health_head", "divisional_director", "education_director"}),
        N_("Årshjulet sköter utredaren, elevhälsochefen och cheferna. Skolans egna aktiviteter sköter rektorn."),
    ),
    "wheel.write": (
        frozenset({*SCHOOL_LEADERS, "investigator", "pupil_health_head", "divisional_director", "education_director"}),
        N_("Årshjulet sköter utredaren, elevhälsochefen och cheferna. Skolans egna aktiviteter sköter rektorn."),
    ),
    "wheel.burden": (frozenset({"investigator", "pupil_health_head"}), ONLY_STAFF),
    "wheel.school": (frozenset(SCHOOL_LEADERS), N_("Det gör skolans rektor.")),
    "commitments.make": (
        frozenset({*SCHOOL_LEADERS, "investigator", "pupil_health_head", "divisional_director", "education_director"}),
        N_("Det gör rektorn eller förvaltningen."),
    ),
    "plans.ask": (frozenset({"investigator", "pupil_health_head"}), ONLY_STAFF),
    "plans.lead": (
        frozenset({*SCHOOL_LEADERS, "pupil_health_head"}),
        N_("Planen är rektorns. Rektorn fastställer den och lämnar in den."),
    ),
    "plans.review": (
        frozenset({"investigator", "pupil_health_head", "divisional_director", "education_director", *SCHOOL_LEADERS}),
        N_("Planer granskas av dem som förvaltningen har utsett."),
    ),
    "plans.feedback": (
        frozenset({"investigator", "pupil_health_head", "divisional_director", "education_director"}),
        N_("Återkoppling lämnas av utredaren, elevhälsochefen och cheferna."),
    ),
    "steering.write": (
        frozenset({"investigator", "pupil_health_head", "divisional_director", "education_director"}),
        N_("Styrdokument skrivs av utredaren, elevhälsochefen och cheferna."),
    ),
    "analysis.read": (
        frozenset(
            {
                "investigator",
                "pupil_health_head",
                "divisional_director",
                "education_director",
                "chief_education_officer",
                "registrar",
            }
        ),
        N_("Analysen läses av utredaren, elevhälsochefen, cheferna och nämndsekreteraren."),
    ),
    "answers.open": (
        frozenset({"investigator", "pupil_health_head"}),
        N_("Svaren med namn läses av utredaren och elevhälsochefen. Du kan läsa antalen."),
    ),
    "analysis.write": (frozenset({"investigator", "pupil_health_head"}), ONLY_STAFF),
    "analysis.dispose": (
        frozenset({"investigator", "pupil_health_head", "divisional_director"}),
        N_("Det gör utredaren, elevhälsochefen eller avdelningschefen."),
    ),
    "papers.read": (
        frozenset(
            {
                "investigator",
                "pupil_health_head",
                "divisional_director",
                "education_director",
                "chief_education_officer",
                "registrar",
                "board_member",
            }
        ),
        N_("Skrivelser läses här av förvaltningen och nämnden. Publicerade skrivelser finns på den öppna sidan."),
    ),
    "papers.comment": (
        frozenset(
            {
                "investigator",
                "pupil_health_head",
                "divisional_director",
                "education_director",
                "chief_education_officer",
                "registrar",
            }
        ),
        N_("Det gör förvaltningen, innan skrivelsen är låst."),
    ),
    "papers.consult": (
        frozenset({"investigator", "pupil_health_head", "registrar"}),
        N_("Det gör utredaren, elevhälsochefen eller nämndsekreteraren."),
    ),
    "papers.write": (frozenset({"investigator", "pupil_health_head"}), ONLY_STAFF),
    "papers.review": (
        frozenset({"investigator", "pupil_health_head", "divisional_director", "education_director"}),
        N_("Det gör utredaren, elevhälsochefen eller en chef."),
    ),
    "papers.freeze": (
        frozenset({"investigator", "pupil_health_head", "divisional_director", "education_director"}),
        N_("Det gör utredaren, elevhälsochefen eller en chef."),
    ),
    "papers.register": (
        frozenset({"registrar", "investigator"}),
        N_("Det gör nämndsekreteraren eller utredaren."),
    ),
}
