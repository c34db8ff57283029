"""The acts after which whoever acts may no longer see the row, or that let somebody in: the literal list.

Row security refuses them as plain statements (DESIGN §4), and nobody may write ties. Each is a function of the
database's (SECURITY DEFINER, fixed search_path) that asks for the actor's right first and then does one thing.
`who` is the right in words, for docs/reference/access.md; `may` is the same right as SQL, asked before anything else.
A refusal is the error insufficient_privilege: what is not there and what is behind a wall are refused alike.
"""

from __future__ import annotations

from dataclasses import dataclass

from framst.foundation.words import N_

from .log_sample import SAMPLE
from .professions import EMERGENCY, HEALTH_CARE, PUPIL_CARE, ROSTER_STAFF, SCHOOL_LEADERS
from .terms import OPENING_HOURS


@dataclass(frozen=True)
class Crossing:
    """One act. `arguments` is the SQL signature, `may` its right, `body` what it does (PL/pgSQL)."""

    name: str
    words: str
    who: str
    arguments: str
    returns: str
    may: str
    body: str
    declare: str = ""

    @property
    def statement(self) -> str:
        types = ", ".join(a.split()[-1] for a in self.arguments.split(", "))
        return f"""
DROP FUNCTION IF EXISTS framst_do_{self.name}({types});
CREATE FUNCTION framst_do_{self.name}({self.arguments}) RETURNS {self.returns} LANGUAGE plpgsql
  SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  pupil organisation_pupil;
  {self.declare}
BEGIN
  {self.body.replace("ASK;", f"IF NOT coalesce(({self.may}), false) THEN RAISE insufficient_privilege; END IF;")}
END $$;
"""


def _list(codes: tuple[str, ...]) -> str:
    return "'{" + ",".join(codes) + "}'::text[]"


_PUPIL = "SELECT * INTO pupil FROM organisation_pupil p WHERE p.id = the_pupil FOR SHARE;"
_IN_UNIT = "pupil.secrecy IN ('C', 'D') AND pupil.holder_id = ANY (framst_units({codes}))"
_KEEPS = "pupil.secrecy IN ('C', 'D') AND matter.kept_by_id = ANY (framst_units({codes}))"
_NAMED = "pupil.secrecy = 'P' AND pupil.id = ANY (framst_named()) AND framst_second_factor()"


_CHIEF = "framst_holds('{chief_education_officer}'::text[]) AND framst_second_factor()"

# What waits about a protected pupil, in whichever table it began: letters that have not gone, and things on start pages.
_CLEAR = """FOR a_table IN SELECT c.conrelid::regclass FROM pg_constraint c WHERE c.conname LIKE '%\\_follows' LOOP
    EXECUTE format('DELETE FROM notices_message m USING %s r WHERE r.pupil_id = $1 AND m.sent_at IS NULL AND m.record = r.id::text', a_table) USING the_pupil;
    EXECUTE format('DELETE FROM wheel_awaiting w USING %s r WHERE r.pupil_id = $1 AND split_part(w.about, '':'', 2) = r.id::text', a_table) USING the_pupil;
  END LOOP;
  DELETE FROM notices_message m WHERE m.sent_at IS NULL AND m.record = the_pupil::text;
  DELETE FROM wheel_awaiting w WHERE split_part(w.about, ':', 2) = the_pupil::text;"""


def _works_in(letter: str, codes: tuple[str, ...], second_factor: bool) -> str:
    """Works in the zone `letter` with the pupil: in the unit, or named when the pupil is protected."""
    factor = " AND framst_second_factor()" if second_factor else ""
    named = f"{_NAMED} AND (framst_holds({_list(codes)}) OR the_letter = 'C')"
    return f"(the_letter = '{letter}' AND (({_IN_UNIT.format(codes=_list(codes))}{factor}) OR ({named})))"


# Whoever may begin a matter in a zone, and may let others in to that zone's matters of the pupil.
_OF_ZONE = " OR ".join(
    (
        _works_in("A", HEALTH_CARE, True),
        _works_in("B", PUPIL_CARE, True),
        _works_in("C", (*SCHOOL_LEADERS, *PUPIL_CARE), False),
    )
)
_GROUP = "(the_letter = 'C' AND pupil.secrecy IN ('C', 'D') AND pupil.id = ANY (framst_group_pupils()))"

# Everyone whom a matter of a zone may be assigned to: at this moment, in any unit.
_MAY_HAVE = """EXISTS (SELECT 1 FROM organisation_assignment a WHERE a.person_id = the_person
    AND a.from_on <= framst_today() AND (a.until_on IS NULL OR a.until_on >= framst_today())
    AND (the_letter = 'C' OR (the_letter = 'B' AND a.profession = ANY ({b})) OR (the_letter = 'A' AND a.profession = ANY ({a}))))
""".format(a=_list((*HEALTH_CARE, "speech_therapist")), b=_list(PUPIL_CARE))

_WORKS_AT = """EXISTS (SELECT 1 FROM organisation_assignment a WHERE a.person_id = the_person AND a.unit_id = {unit}
    AND a.from_on <= framst_today() AND (a.until_on IS NULL OR a.until_on >= framst_today()))"""
# The same at the pupil's own unit; or of the pupil health that has no unit of its own and works for the whole authority.
_RECEIVES = _MAY_HAVE.replace(
    "a.person_id = the_person",
    "a.person_id = the_person AND (a.unit_id = pupil.holder_id OR (a.unit_id IS NULL AND a.division_id IS NULL"
    f" AND (the_letter <> 'C' OR a.profession = ANY ({_list(PUPIL_CARE)}))))",
)

# Whoever assigns a matter in A or B is still of that side; nobody lets themselves in by a decision of their own.
_OF_ITS_SIDE = (
    f"(the_letter = 'C' OR (the_letter = 'B' AND framst_holds({_list(PUPIL_CARE)}))"
    f" OR (the_letter = 'A' AND framst_holds({_list((*HEALTH_CARE, 'speech_therapist'))})))"
)
_NOT_ONESELF = "the_person <> framst_person()"

_TIE = """INSERT INTO access_tie (id, pupil_id, holder_id, secrecy, kept_by_id, person_id, kind, opens, record, basis, weighing,
    decided_by_id, decided_at, from_at, until_at)
  VALUES ({key}, pupil.id, pupil.holder_id, pupil.secrecy, {kept}, {person}, '{kind}', {opens}, {record}, {basis}, {weighing},
    framst_person(), framst_now(), framst_now(), {until});"""


def _tie(kind: str, **given: str) -> str:
    values = {
        "key": "the_key", "person": "the_person", "opens": "''", "record": "NULL", "basis": "the_basis",
        "weighing": "''", "until": "NULL", "kept": "NULL" if kind == "named" else "pupil.holder_id",
    }  # fmt: skip
    return _TIE.format(kind=kind, **{**values, **given})


# Whoever sees the pupil in the roster, one way or another.
_SEES = f"""(pupil.secrecy IN ('C', 'D') AND (pupil.holder_id = ANY (framst_units({_list(ROSTER_STAFF)}))
    OR pupil.id = ANY (framst_group_pupils()) OR pupil.id = ANY (framst_tied())))
    OR (pupil.secrecy = 'L' AND framst_holds('{{registrar}}'::text[])) OR ({_NAMED})"""
# Whoever makes extracts of the pupil's data: in the unit, and of one who has left the registrar or school health care.
_ORDERS = f"""({_IN_UNIT.format(codes=_list((*SCHOOL_LEADERS, *PUPIL_CARE, *HEALTH_CARE)))})
    OR (pupil.secrecy = 'L' AND framst_holds('{{registrar,care_operations_manager}}'::text[]))"""

# Whose matters somebody decides about: the unit where one works in the zone, that of the pupil or one that keeps some.
_WHOSE = f"""the_unit := (SELECT u FROM unnest(framst_units(CASE the_letter WHEN 'A' THEN {_list(HEALTH_CARE)}
      WHEN 'B' THEN {_list(PUPIL_CARE)} ELSE {_list((*SCHOOL_LEADERS, *PUPIL_CARE))} END)) u
    CROSS JOIN LATERAL (SELECT EXISTS (SELECT 1 FROM pupils_matter m WHERE m.pupil_id = pupil.id
      AND m.letter = the_letter AND m.kept_by_id = u) AS keeps) k
    WHERE k.keeps OR u = pupil.holder_id ORDER BY NOT k.keeps, u <> pupil.holder_id LIMIT 1);"""
_OF_WHOSE = "coalesce(the_unit, pupil.holder_id)"
_DECIDES = f"""pupil.secrecy <> 'P' AND (({_OF_ZONE}) OR (pupil.secrecy IN ('C', 'D') AND the_letter IN ('A', 'B', 'C')
    AND the_unit IS NOT NULL AND (the_letter = 'C' OR framst_second_factor())))"""

# Whoever hands over a matter that stayed with the school that the pupil has left.
_HAS_LEFT_BEHIND = f"""pupil.secrecy IN ('C', 'D') AND matter.kept_by_id <> pupil.holder_id AND (
    (the_letter = 'C' AND {_KEEPS.format(codes=_list(SCHOOL_LEADERS))})
    OR (the_letter IN ('B', 'C') AND matter.id = ANY (framst_matters()) AND framst_holds({_list(PUPIL_CARE)})
      AND (the_letter = 'C' OR framst_second_factor()))
    OR (the_letter = 'A' AND framst_second_factor() AND ({_KEEPS.format(codes=_list(HEALTH_CARE))}
      OR (matter.id = ANY (framst_let_in('A', '{{care}}'::text[])) AND framst_holds({_list((*HEALTH_CARE, "speech_therapist"))})))))"""
_MATTER = f"""SELECT * INTO matter FROM pupils_matter m WHERE m.id = the_matter FOR UPDATE;
  the_letter := matter.letter; the_pupil := matter.pupil_id; {_PUPIL}"""
# The ties of the unit that kept a matter end with it; those to the whole zone, when it was the unit's last open one there.
_LET_GO = """UPDATE access_tie t SET ended_at = framst_now(), ended_by_id = framst_person()
    WHERE t.pupil_id = pupil.id AND t.ended_at IS NULL AND (t.record = matter.id
      OR (t.record IS NULL AND t.kept_by_id = matter.kept_by_id AND t.opens = matter.letter
        AND t.kind IN ('care', 'disclosure', 'consent')
        AND NOT EXISTS (SELECT 1 FROM pupils_matter m WHERE m.pupil_id = pupil.id AND m.letter = matter.letter
          AND m.kept_by_id = matter.kept_by_id AND m.closed_on IS NULL AND m.id <> matter.id)));"""
_STEP = """INSERT INTO pupils_handoverstep (id, pupil_id, holder_id, secrecy, kept_by_id, matter_id, letter, outcome, ground,
    basis, to_person_id, taken_by_id, taken_at)
  VALUES (the_key, pupil.id, pupil.holder_id, pupil.secrecy, {unit}, {matter}, {letter}, {outcome}, {ground},
    btrim(the_basis), {person}, framst_person(), framst_now());"""

CROSSINGS: tuple[Crossing, ...] = (
    Crossing(
        name="open_matter",
        words=N_("öppna ett ärende"),
        who=N_("den som arbetar i zonen med eleven: i elevens enhet eller grupp, eller namngiven för en skyddad elev"),
        arguments="the_key uuid, the_pupil uuid, the_letter text, the_kind text, the_basis text",
        returns="void",
        may=f"{_OF_ZONE} OR {_GROUP}",
        body=f"""{_PUPIL} ASK;
  INSERT INTO pupils_matter (id, pupil_id, holder_id, secrecy, kept_by_id, letter, kind, about, opened_on, opened_by_id)
  VALUES (the_key, pupil.id, pupil.holder_id, pupil.secrecy, pupil.holder_id, the_letter, the_kind, the_basis, framst_today(), framst_person());
  {_tie("matter", key="gen_random_uuid()", person="framst_person()", record="the_key", opens="the_letter", basis="the_kind")}""",
    ),
    Crossing(
        name="assign",
        words=N_("tilldela någon ett ärende"),
        who=N_(
            "den som själv har ärendet, och för skolans ärenden rektorn i den enhet som har dem; bara till den som får ha"
            " det, och när eleven har bytt skola bara inom den skola som har ärendet"
        ),
        arguments="the_key uuid, the_matter uuid, the_person bigint, the_basis text",
        returns="void",
        declare="the_letter text; the_pupil uuid; matter pupils_matter;",
        may=f"""(matter.id = ANY (framst_matters()) OR (the_letter = 'C' AND {_KEEPS.format(codes=_list(SCHOOL_LEADERS))})
    OR (the_letter = 'A' AND {_KEEPS.format(codes=_list(HEALTH_CARE))}))
    AND (matter.kept_by_id = pupil.holder_id OR pupil.secrecy = 'P' OR {_WORKS_AT.format(unit="matter.kept_by_id")})
    AND (the_letter = 'C' OR framst_second_factor()) AND {_OF_ITS_SIDE} AND (pupil.secrecy IN ('C', 'D') OR ({_NAMED} AND the_person IN (
      SELECT t.person_id FROM access_tie t WHERE t.pupil_id = pupil.id AND t.kind = 'named' AND t.ended_at IS NULL)))
    AND {_MAY_HAVE}""",
        body=f"""SELECT * INTO matter FROM pupils_matter m WHERE m.id = the_matter;
  the_letter := matter.letter; the_pupil := matter.pupil_id; {_PUPIL} ASK;
  {_tie("matter", record="matter.id", opens="the_letter", kept="matter.kept_by_id")}
  IF the_letter = 'A' THEN {_tie("care", key="gen_random_uuid()", opens="'A'", kept="matter.kept_by_id")} END IF;""",
    ),
    Crossing(
        name="disclose",
        words=N_("besluta att lämna ut till en person"),
        who=N_(
            "den som arbetar i zonen med eleven, i elevens skola eller den som har ärendet kvar; till en annan namngiven person,"
            " för en tid, med grund och avvägning"
        ),
        arguments="the_key uuid, the_pupil uuid, the_letter text, the_person bigint, the_basis text, the_weighing text,"
        " the_end timestamptz",
        returns="void",
        declare="the_unit bigint;",
        may=f"{_DECIDES} AND {_NOT_ONESELF}",
        body=f"""{_PUPIL} {_WHOSE} ASK;
  {_tie("disclosure", opens="the_letter", weighing="the_weighing", until="the_end", kept=_OF_WHOSE)}""",
    ),
    Crossing(
        name="consent",
        words=N_("anteckna ett samtycke"),
        who=N_(
            "den som arbetar i zonen med eleven, i elevens skola eller den som har ärendet kvar; till en annan namngiven person,"
            " för en tid"
        ),
        arguments="the_key uuid, the_pupil uuid, the_letter text, the_person bigint, the_basis text, the_end timestamptz",
        returns="void",
        declare="the_unit bigint;",
        may=f"{_DECIDES} AND {_NOT_ONESELF}",
        body=f"""{_PUPIL} {_WHOSE} ASK; {_tie("consent", opens="the_letter", until="the_end", kept=_OF_WHOSE)}""",
    ),
    Crossing(
        name="break_glass",
        words=N_("öppna i nödläge"),
        who=N_(
            "den som arbetar med elever någonstans hos huvudmannen; aldrig skolhälsovårdens ärenden, aldrig en skyddad elev"
        ),
        arguments="the_key uuid, the_number text, the_basis text",
        returns="uuid",
        may=f"""pupil.secrecy IN ('C', 'D')
    AND framst_holds({_list(EMERGENCY)})""",
        body=f"""SELECT p.* INTO pupil FROM organisation_pupil p JOIN organisation_identitynumber n ON n.pupil_id = p.id
    WHERE n.number = the_number; ASK;
  {_tie("opening", person="framst_person()", opens="'BC'", until=f"framst_now() + interval '{OPENING_HOURS} hours'")}
  RETURN pupil.id;""",
    ),
    Crossing(
        name="end_tie",
        words=N_("avsluta en åtkomst"),
        who=N_(
            "den som har den, den som beslutade den, enhetens rektor (inte till ärenden i A och B), för utlämnande och"
            " samtycke den som arbetar i zonen, och för en skyddad elev skolchefen"
        ),
        arguments="the_tie uuid",
        returns="void",
        declare="tie access_tie; the_letter text;",
        may=f"""tie.ended_at IS NULL AND (tie.person_id = framst_person() OR tie.decided_by_id = framst_person()
    OR (tie.opens NOT IN ('A', 'B') AND pupil.secrecy IN ('C', 'D')
      AND tie.kept_by_id = ANY (framst_units({_list(SCHOOL_LEADERS)})))
    OR (tie.kind = 'named' AND {_CHIEF})
    OR (tie.kind IN ('disclosure', 'consent') AND ({_OF_ZONE})))""",
        body="""SELECT * INTO tie FROM access_tie t WHERE t.id = the_tie FOR UPDATE;
  the_letter := tie.opens;
  SELECT * INTO pupil FROM organisation_pupil p WHERE p.id = tie.pupil_id; ASK;
  UPDATE access_tie SET ended_at = framst_now(), ended_by_id = framst_person() WHERE id = the_tie;""",
    ),
    Crossing(
        name="protect",
        words=N_("skydda en elev"),
        who=N_("läsa in (maskinen import), enhetens rektor, skolchefen"),
        arguments="the_pupil uuid, the_officer bigint, the_basis text",
        returns="boolean",
        declare="the_key uuid := gen_random_uuid(); the_person bigint := the_officer; a_table regclass;",
        may=f"""pupil.secrecy <> 'P' AND (framst_machine() = 'import' OR framst_holds('{{chief_education_officer}}'::text[])
    OR {_IN_UNIT.format(codes=_list(SCHOOL_LEADERS))})""",
        # Kept and sealed where there are matters (the document plan decides about them), else gone altogether.
        body=f"""{_PUPIL} ASK;
  {_CLEAR}
  UPDATE access_tie SET ended_at = framst_now(), ended_by_id = framst_person()
    WHERE pupil_id = the_pupil AND ended_at IS NULL;
  DELETE FROM organisation_nametoken WHERE pupil_id = the_pupil;
  DELETE FROM pupils_handover WHERE pupil_id = the_pupil;
  DELETE FROM oversight_extract WHERE pupil_id = the_pupil;
  IF NOT EXISTS (SELECT 1 FROM pupils_matter m WHERE m.pupil_id = the_pupil) THEN
    DELETE FROM organisation_pupil WHERE id = the_pupil;
    RETURN false;
  END IF;
  UPDATE organisation_pupil SET secrecy = 'P' WHERE id = the_pupil RETURNING * INTO pupil;
  IF the_officer IS NOT NULL THEN {_tie("named")} END IF;
  RETURN true;""",
    ),
    Crossing(
        name="name_for",
        words=N_("namnge den som får se en skyddad elev"),
        who=N_("skolchefen"),
        arguments="the_key uuid, the_pupil uuid, the_person bigint, the_basis text",
        returns="void",
        may="pupil.secrecy = 'P' AND framst_holds('{chief_education_officer}'::text[]) AND framst_second_factor()"
        f" AND {_NOT_ONESELF}",
        body=f"""{_PUPIL} ASK; {_tie("named")}""",
    ),
    Crossing(
        name="find_protected",
        words=N_("hitta en skyddad elev genom id:t i källan"),
        who=N_("skolchefen, med tvåfaktor: får veta att eleven finns, och inget om eleven"),
        arguments="the_source text, the_source_id text",
        returns="uuid",
        may=f"pupil.secrecy = 'P' AND {_CHIEF}",
        body="""SELECT * INTO pupil FROM organisation_pupil p
    WHERE p.source = the_source AND p.source_id = the_source_id AND p.secrecy = 'P'; ASK;
  RETURN pupil.id;""",
    ),
    Crossing(
        name="count_protected",
        words=N_("räkna de skyddade eleverna i systemet, alla eller dem som ingen är namngiven för"),
        who=N_("skolchefen, med tvåfaktor"),
        arguments="the_unnamed boolean",
        returns="bigint",
        may=_CHIEF,
        body="""ASK;
  RETURN (SELECT count(*) FROM organisation_pupil p WHERE p.secrecy = 'P' AND NOT (the_unnamed AND EXISTS (
    SELECT 1 FROM access_tie t WHERE t.pupil_id = p.id AND t.kind = 'named' AND t.ended_at IS NULL)));""",
    ),
    Crossing(
        name="name_decided",
        words=N_("ge dem som skolchefen har namngett sin åtkomst, när en skyddad elev läses in"),
        who=N_("läsa in (maskinen import), efter skolchefens beslut om eleven"),
        arguments="the_pupil uuid, the_digest text",
        returns="bigint",
        declare="decision integrations_protectiondecision; n bigint;",
        may="""framst_machine() = 'import' AND pupil.secrecy = 'P' AND decision.kind = 'include'
    AND EXISTS (SELECT 1 FROM organisation_protectedmark m WHERE m.digest = the_digest AND m.included AND m.still_marked)""",
        # Once for each decision: whoever was named by it and has been taken off since is not let in again.
        body=f"""{_PUPIL}
  SELECT * INTO decision FROM integrations_protectiondecision d WHERE d.digest = the_digest
    ORDER BY d.decided_at DESC LIMIT 1; ASK;
  INSERT INTO access_tie (id, pupil_id, holder_id, secrecy, person_id, kind, opens, record, basis, weighing,
      decided_by_id, decided_at, from_at, until_at)
    SELECT gen_random_uuid(), pupil.id, pupil.holder_id, pupil.secrecy, person, 'named', '', NULL, decision.basis, '',
      decision.decided_by_id, decision.decided_at, framst_now(), NULL
    FROM unnest(decision.named) person WHERE NOT EXISTS (SELECT 1 FROM access_tie t WHERE t.pupil_id = pupil.id
      AND t.person_id = person AND t.kind = 'named' AND (t.ended_at IS NULL OR t.decided_at = decision.decided_at));
  GET DIAGNOSTICS n = ROW_COUNT;
  RETURN n;""",
    ),
    Crossing(
        name="take_stock",
        words=N_("låta databasen räkna hur stora elevlistans tabeller är"),
        who=N_("läsa in (maskinen import)"),
        arguments="the_tables text[]",
        returns="void",
        declare="a_table text;",
        may="framst_machine() = 'import'",
        body="""ASK;
  FOREACH a_table IN ARRAY the_tables LOOP
    EXECUTE format('ANALYZE %I', 'organisation_' || a_table);
  END LOOP;""",
    ),
    Crossing(
        name="lower_protection",
        words=N_("ta bort ett skydd"),
        who=N_("skolchefen, med tvåfaktor: en annan än den eller det som anmälde ändringen"),
        arguments="the_pupil uuid, the_proposer bigint, the_secrecy text",
        returns="void",
        may="""pupil.secrecy = 'P' AND the_secrecy IN ('C', 'D') AND framst_holds('{chief_education_officer}'::text[])
    AND framst_second_factor() AND the_proposer IS DISTINCT FROM framst_person()""",
        body=f"""{_PUPIL} ASK;
  UPDATE access_tie SET ended_at = framst_now(), ended_by_id = framst_person()
    WHERE pupil_id = the_pupil AND kind = 'named' AND ended_at IS NULL;
  UPDATE organisation_pupil SET secrecy = CASE WHEN EXISTS (
      SELECT 1 FROM organisation_unit u WHERE u.id = pupil.holder_id AND u.kind = 'preschool') THEN 'D'
    ELSE the_secrecy END WHERE id = the_pupil;""",
    ),
    Crossing(
        name="begin_handovers",
        words=N_("ge skolor i uppgift att lämna över efter skolbyten"),
        who=N_("läsa in (maskinen import): får veta vilka som har något att lämna över, inte vad"),
        arguments="the_pupils uuid[], the_leaving bigint[], the_due date, the_since date",
        returns="jsonb",
        may="framst_machine() = 'import'",
        # In this order: who has come back to us, who is back where they were, who has moved, who has left us lately.
        body=f"""ASK;
  UPDATE pupils_handover h SET left_authority = false WHERE h.left_authority AND h.secrecy IN ('C', 'D');
  UPDATE pupils_handover h SET done_at = framst_now()
    WHERE h.done_at IS NULL AND h.secrecy IN ('C', 'D') AND h.from_unit_id = h.holder_id;
  INSERT INTO pupils_handover (id, pupil_id, holder_id, secrecy, from_unit_id, left_authority, moved_on, due_on)
    SELECT gen_random_uuid(), p.id, p.holder_id, p.secrecy, m.leaving, false, framst_today(), the_due
    FROM unnest(the_pupils, the_leaving) AS m (pupil, leaving) JOIN organisation_pupil p ON p.id = m.pupil
    WHERE p.secrecy IN ('C', 'D') AND p.holder_id <> m.leaving
    ON CONFLICT (from_unit_id, pupil_id) WHERE done_at IS NULL DO NOTHING;
  UPDATE pupils_handover h SET left_authority = true WHERE h.done_at IS NULL AND h.secrecy = 'L';
  INSERT INTO pupils_handover (id, pupil_id, holder_id, secrecy, from_unit_id, left_authority, moved_on, due_on)
    SELECT gen_random_uuid(), p.id, p.holder_id, p.secrecy, p.holder_id, true, framst_today(), the_due
    FROM organisation_pupil p
    WHERE p.secrecy = 'L' AND p.changed_at = framst_now()
      AND NOT EXISTS (SELECT 1 FROM pupils_handover h WHERE h.pupil_id = p.id AND h.left_authority)
      AND EXISTS (SELECT 1 FROM organisation_enrolment e WHERE e.pupil_id = p.id AND e.until_on >= the_since);
  RETURN (SELECT coalesce(jsonb_agg(jsonb_build_array(asked.person, asked.unit)), '[]'::jsonb) FROM (
    SELECT t.person_id AS person, m.kept_by_id AS unit
      FROM unnest(the_pupils) AS moved (pupil) JOIN pupils_matter m ON m.pupil_id = moved.pupil
      JOIN access_tie t ON t.record = m.id AND t.kind = 'matter' AND t.ended_at IS NULL
      WHERE m.closed_on IS NULL AND m.kept_by_id <> m.holder_id AND m.secrecy IN ('C', 'D') AND m.letter IN ('A', 'B')
    UNION SELECT a.person_id, m.kept_by_id
      FROM unnest(the_pupils) AS moved (pupil) JOIN pupils_matter m ON m.pupil_id = moved.pupil
      JOIN organisation_assignment a ON a.unit_id = m.kept_by_id AND a.profession = ANY ({_list(HEALTH_CARE)})
        AND a.from_on <= framst_today() AND (a.until_on IS NULL OR a.until_on >= framst_today())
      WHERE m.closed_on IS NULL AND m.kept_by_id <> m.holder_id AND m.secrecy IN ('C', 'D') AND m.letter = 'A'
    UNION SELECT a.person_id, NULL FROM organisation_assignment a
      WHERE a.profession = 'care_operations_manager' AND a.from_on <= framst_today()
        AND (a.until_on IS NULL OR a.until_on >= framst_today())
        AND EXISTS (SELECT 1 FROM pupils_matter m WHERE m.letter = 'A' AND m.secrecy = 'L' AND m.closed_on IS NULL)
    ) asked);""",
    ),
    Crossing(
        name="hand_over",
        words=N_("lämna över ett ärende till elevens nya skola"),
        who=N_(
            "i skolan som eleven har lämnat: rektorn för skolans ärenden, annars elevhälsan, var och en för dem som hen har;"
            " bara till den som får ha det i den nya skolan eller i hela huvudmannens elevhälsa, och skolhälsovårdens bara med samtycke eller beslut"
        ),
        arguments="the_key uuid, the_matter uuid, the_person bigint, the_ground text, the_basis text",
        returns="void",
        declare="the_letter text; the_pupil uuid; matter pupils_matter;",
        may=f"""{_HAS_LEFT_BEHIND} AND {_RECEIVES} AND the_ground <> '' AND btrim(the_basis) <> ''
    AND (the_letter <> 'A' OR the_ground IN ('consent', 'disclosure'))""",
        body=f"""{_MATTER} ASK;
  UPDATE pupils_matter SET kept_by_id = pupil.holder_id WHERE id = matter.id;
  UPDATE oversight_disclosuredecision d SET kept_by_id = pupil.holder_id WHERE d.matter = the_matter;
  UPDATE oversight_consent d SET kept_by_id = pupil.holder_id WHERE d.matter = the_matter;
  UPDATE oversight_notshown d SET kept_by_id = pupil.holder_id WHERE d.matter = the_matter;
  {_LET_GO}
  {_STEP.format(unit="matter.kept_by_id", matter="matter.id", letter="the_letter", outcome="'handed_over'", ground="the_ground", person="the_person")}
  {_tie("matter", key="gen_random_uuid()", record="matter.id", opens="the_letter", basis="matter.kind")}
  IF the_letter = 'A' THEN {_tie("care", key="gen_random_uuid()", opens="'A'", basis="matter.kind")} END IF;""",
    ),
    Crossing(
        name="settle_matter",
        words=N_("avsluta ett ärende vars elev har lämnat skolan"),
        who=N_(
            "den som kan lämna över det; när eleven har lämnat huvudmannen registratorn, och för skolhälsovårdens"
            " verksamhetschefen, med tvåfaktor"
        ),
        arguments="the_key uuid, the_matter uuid, the_outcome text, the_basis text",
        returns="void",
        declare="the_letter text; the_pupil uuid; matter pupils_matter;",
        may=f"""matter.closed_on IS NULL AND ((the_outcome IN ('closed', 'nothing') AND ({_HAS_LEFT_BEHIND}))
    OR (pupil.secrecy = 'L' AND (the_outcome IN ('closed', 'nothing') OR (the_outcome = 'sent' AND btrim(the_basis) <> ''))
      AND ((the_letter <> 'A' AND framst_holds('{{registrar}}'::text[]))
        OR (the_letter = 'A' AND framst_second_factor() AND framst_holds('{{care_operations_manager}}'::text[])))))""",
        body=f"""{_MATTER} ASK;
  UPDATE pupils_matter SET closed_on = framst_today() WHERE id = matter.id;
  {_LET_GO}
  {_STEP.format(unit="matter.kept_by_id", matter="matter.id", letter="the_letter", outcome="the_outcome", ground="''", person="NULL")}""",
    ),
    Crossing(
        name="finish_handover",
        words=N_("säga att en överlämning är klar"),
        who=N_("rektorn i skolan som eleven har lämnat; när eleven har lämnat huvudmannen registratorn"),
        arguments="the_key uuid, the_handover uuid, the_basis text",
        returns="void",
        declare="the_pupil uuid; handover pupils_handover;",
        may=f"""handover.done_at IS NULL AND ((pupil.secrecy IN ('C', 'D') AND handover.from_unit_id <> pupil.holder_id
        AND handover.from_unit_id = ANY (framst_units({_list(SCHOOL_LEADERS)}))
        AND NOT EXISTS (SELECT 1 FROM pupils_matter m WHERE m.pupil_id = pupil.id AND m.letter = 'C'
          AND m.kept_by_id = handover.from_unit_id AND m.closed_on IS NULL))
      OR (pupil.secrecy = 'L' AND framst_holds('{{registrar}}'::text[])
        AND NOT EXISTS (SELECT 1 FROM pupils_matter m WHERE m.pupil_id = pupil.id AND m.letter <> 'A'
          AND m.closed_on IS NULL)))""",
        # What does not lead to an open matter is let go: whoever still has something to hand over keeps the way to it.
        body=f"""SELECT * INTO handover FROM pupils_handover h WHERE h.id = the_handover FOR UPDATE;
  the_pupil := handover.pupil_id; {_PUPIL} ASK;
  UPDATE pupils_handover SET done_at = framst_now(), done_by_id = framst_person() WHERE id = handover.id;
  UPDATE access_tie t SET ended_at = framst_now(), ended_by_id = framst_person()
    WHERE t.pupil_id = pupil.id AND t.ended_at IS NULL AND t.kind <> 'named' AND t.kept_by_id = handover.from_unit_id
      AND NOT EXISTS (SELECT 1 FROM pupils_matter m WHERE m.pupil_id = pupil.id AND m.kept_by_id = handover.from_unit_id
        AND m.closed_on IS NULL AND (m.id = t.record OR (t.record IS NULL AND strpos(t.opens, m.letter) > 0)));
  IF btrim(the_basis) <> '' THEN
    {_STEP.format(unit="handover.from_unit_id", matter="NULL", letter="'C'", outcome="'sent'", ground="''", person="NULL")}
  END IF;""",
    ),
    # What follows lets nobody in: it tells one thing that no row of the teller's tables would tell without telling more.
    Crossing(
        name="guardian_marks",
        words=N_("se att något inte visas för en vårdnadshavare"),
        who=N_("den som ser eleven: att det finns ett beslut, inte vad eller varför"),
        arguments="the_pupil uuid",
        returns="jsonb",
        may=_SEES,
        body=f"""{_PUPIL} ASK;
  RETURN (SELECT coalesce(jsonb_agg(DISTINCT n.guardian), '[]'::jsonb) FROM oversight_notshown n
    WHERE n.pupil_id = the_pupil AND n.ended_at IS NULL AND (n.until_on IS NULL OR n.until_on >= framst_today()));""",
    ),
    Crossing(
        name="withheld",
        words=N_("utelämna ur ett utdrag det som inte visas för en vårdnadshavare"),
        who=N_("den som tar fram utdraget; det står inte i det"),
        arguments="the_pupil uuid, the_guardian uuid",
        returns="jsonb",
        may=_ORDERS,
        body=f"""{_PUPIL} ASK;
  RETURN (SELECT coalesce(jsonb_agg(jsonb_build_object('letter', n.letter, 'matter', n.matter)), '[]'::jsonb)
    FROM oversight_notshown n WHERE n.pupil_id = the_pupil AND n.guardian = the_guardian
      AND n.ended_at IS NULL AND (n.until_on IS NULL OR n.until_on >= framst_today()));""",
    ),
    Crossing(
        name="readers_of",
        words=N_("ta fram vem som har läst om en elev"),
        who=N_(
            "den som tar fram utdraget, för de zoner som hen själv får se; namn bara om huvudmannen har bestämt det"
        ),
        arguments="the_pupil uuid, the_since timestamptz",
        returns="jsonb",
        declare="the_letters text[];",
        may=f"the_letters <> '{{}}' AND ({_ORDERS})",
        body=f"""{_PUPIL}
  the_letters := ARRAY(SELECT l FROM unnest('{{A,B,C,D,L}}'::text[]) l WHERE CASE
    WHEN pupil.secrecy = 'L' THEN (l IN ('B', 'C', 'D', 'L') AND framst_holds('{{registrar}}'::text[]))
      OR (l = 'A' AND framst_holds('{{care_operations_manager}}'::text[]))
    WHEN l = 'A' THEN framst_second_factor() AND pupil.holder_id = ANY (framst_units({_list(HEALTH_CARE)}))
    WHEN l = 'B' THEN framst_second_factor() AND pupil.holder_id = ANY (framst_units({_list(PUPIL_CARE)}))
    ELSE true END);
  ASK;
  RETURN (SELECT coalesce(jsonb_agg(jsonb_build_object('day', (e.at AT TIME ZONE 'Europe/Stockholm')::date,
      'profession', e.profession, 'unit', u.name, 'letter', e.letter, 'act', e.act, 'table', e."table", 'record', e.record,
      'name', CASE WHEN named THEN s.given_name || ' ' || s.family_name END) ORDER BY e.at, e.id), '[]'::jsonb)
    FROM audit_event e
    LEFT JOIN organisation_person s ON s.id = e.person
    LEFT JOIN LATERAL (SELECT min(u.name) AS name FROM organisation_assignment a JOIN organisation_unit u ON u.id = a.unit_id
      WHERE a.person_id = e.person AND a.profession = ANY (string_to_array(e.profession, ','))
        AND a.from_on <= (e.at AT TIME ZONE 'Europe/Stockholm')::date
        AND (a.until_on IS NULL OR a.until_on >= (e.at AT TIME ZONE 'Europe/Stockholm')::date)) u ON true
    CROSS JOIN (SELECT coalesce((SELECT v.value = 'true'::jsonb FROM organisation_setting v WHERE v.code = 'extract_names'
      ORDER BY v.set_at DESC, v.id DESC LIMIT 1), false) AS named) setting
    WHERE e.subject = the_pupil AND e.at >= the_since AND e.actor_kind = 'person'
      AND e.act IN ('read', 'exported', 'emergency') AND e.letter = ANY (the_letters));""",
    ),
    Crossing(
        name="own_events",
        words=N_("se hur ofta man själv har gjort vad"),
        who=N_("personen själv: antal per månad, inget om elever"),
        arguments="the_since timestamptz",
        returns="jsonb",
        may="framst_person() IS NOT NULL",
        body="""ASK;
  RETURN (SELECT coalesce(jsonb_agg(jsonb_build_object('month', m.month, 'act', m.act, 'times', m.times)
      ORDER BY m.month, m.act), '[]'::jsonb)
    FROM (SELECT to_char(e.at AT TIME ZONE 'Europe/Stockholm', 'YYYY-MM') AS month, e.act, count(*) AS times
      FROM audit_event e WHERE e.person = framst_person() AND e.at >= the_since GROUP BY 1, 2) m);""",
    ),
    Crossing(
        name="own_exports",
        words=N_("räkna sina egna filer med elevuppgifter"),
        who=N_("personen själv"),
        arguments="the_since timestamptz",
        returns="bigint",
        may="framst_person() IS NOT NULL",
        body="""ASK;
  RETURN (SELECT count(*) FROM audit_event e WHERE e.person = framst_person() AND e.at >= the_since
    AND e.act = 'exported' AND (e.subject IS NOT NULL OR e.shown <> '{}'));""",
    ),
    Crossing(
        name="decision_register",
        words=N_("läsa registret över beslut"),
        who=N_(
            "registratorn, dataskyddsombudet och logggranskaren: att beslutet finns, inte eleven och inte innehållet"
        ),
        arguments="the_from date, the_until date",
        returns="jsonb",
        may="framst_holds('{registrar,data_protection_officer,log_reviewer}'::text[])",
        body="""ASK;
  RETURN (SELECT coalesce(jsonb_agg(to_jsonb(listed) ORDER BY listed.decided_at DESC, listed.key), '[]'::jsonb) FROM (
    SELECT * FROM (
      SELECT d.id AS key, 'disclosure' AS kind, d.decided_at, d.decided_by_id, d.basis,
        CASE WHEN d.person_id IS NULL THEN d.authority ELSE '' END AS authority, d.until_on, d.ended_at, d.secrecy
      FROM oversight_disclosuredecision d
      UNION ALL SELECT c.id, 'consent', c.decided_at, c.decided_by_id, '', '', c.until_on, c.ended_at, c.secrecy
      FROM oversight_consent c
      UNION ALL SELECT n.id, 'not_shown', n.decided_at, n.decided_by_id, n.basis, '', n.until_on, n.ended_at, n.secrecy
      FROM oversight_notshown n) every_one
    WHERE secrecy <> 'P' AND (decided_at AT TIME ZONE 'Europe/Stockholm')::date BETWEEN the_from AND the_until
    ORDER BY decided_at DESC, key LIMIT 2000) listed);""",
    ),
    Crossing(
        name="draw_sample",
        words=N_("dra ett stickprov ur loggen"),
        who=N_("maskinen tick: den får händelsernas nummer och varför, inga namn"),
        arguments="the_from timestamptz, the_until timestamptz, the_seed text, the_each int",
        returns="jsonb",
        may="framst_machine() = 'tick'",
        body=f"ASK; {SAMPLE}",
    ),
    Crossing(
        name="reviewed_pupil",
        words=N_("se vilken elev en granskad läsning gäller"),
        who=N_(
            "logggranskaren, så länge läsningen väntar på bedömning; aldrig den egna läsningen, aldrig en skyddad elev"
        ),
        arguments="the_event bigint",
        returns="jsonb",
        declare="event audit_event;",
        may="""pupil.secrecy <> 'P' AND framst_holds('{log_reviewer}'::text[]) AND event.person IS DISTINCT FROM framst_person()
    AND (EXISTS (SELECT 1 FROM oversight_sampledread s JOIN oversight_review v ON v.id = s.review_id
        WHERE s.event = the_event AND v.signed_at IS NULL)
      OR (event.act = 'emergency' AND NOT EXISTS (SELECT 1 FROM oversight_followup f WHERE f.event = the_event)))""",
        body="""SELECT * INTO event FROM audit_event e WHERE e.id = the_event;
  SELECT * INTO pupil FROM organisation_pupil p WHERE p.id = event.subject; ASK;
  RETURN jsonb_build_object('pupil', pupil.id, 'name', pupil.given_name || ' ' || pupil.family_name,
    'unit', (SELECT u.name FROM organisation_unit u WHERE u.id = pupil.holder_id),
    'unit_id', pupil.holder_id, 'secrecy', pupil.secrecy);""",
    ),
    Crossing(
        name="purge_extracts",
        words=N_("ta bort utdrag som inte har hämtats"),
        who=N_("maskinen tick"),
        arguments="the_before timestamptz",
        returns="bigint",
        declare="gone bigint;",
        may="framst_machine() = 'tick'",
        body="""ASK;
  DELETE FROM oversight_extract WHERE ordered_at < the_before OR secrecy = 'P';
  GET DIAGNOSTICS gone = ROW_COUNT;
  RETURN gone;""",
    ),
)
