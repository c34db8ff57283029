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

# Whoever assigns a matter in A or B is still of that side; nobody lets themselves in by a decision of their own.
_OF_ITS_SIDE = (
    f"(the_letter = 'C' OR (the_letter = 'B' AND framst_holds({_list(PUPIL_CARE)}))"
    f" OR (the_letter = 'A' AND framst_holds({_list((*HEALTH_CARE, 'speech_therapist'))})))"
)
_NOT_ONESELF = "the_person <> framst_person()"

_TIE = """INSERT INTO access_tie (id, pupil_id, holder_id, secrecy, person_id, kind, opens, record, basis, weighing,
    decided_by_id, decided_at, from_at, until_at)
  VALUES ({key}, pupil.id, pupil.holder_id, pupil.secrecy, {person}, '{kind}', {opens}, {record}, {basis}, {weighing},
    framst_person(), framst_now(), framst_now(), {until});"""


def _tie(kind: str, **given: str) -> str:
    values = {
        "key": "the_key", "person": "the_person", "opens": "''", "record": "NULL", "basis": "the_basis",
        "weighing": "''", "until": "NULL",
    }  # fmt: skip
    return _TIE.format(kind=kind, **{**values, **given})


# Whoever sees the pupil in the roster, one way or another.
_SEES = f"""(pupil.secrecy IN ('C', 'D') AND (pupil.holder_id = ANY (framst_units({_list(ROSTER_STAFF)}))
    OR pupil.id = ANY (framst_group_pupils()) OR pupil.id = ANY (framst_tied())))
    OR (pupil.secrecy = 'L' AND framst_holds('{{registrar}}'::text[])) OR ({_NAMED})"""
# Whoever makes extracts of the pupil's data: in the unit, and of one who has left the registrar or school health care.
_ORDERS = f"""({_IN_UNIT.format(codes=_list((*SCHOOL_LEADERS, *PUPIL_CARE, *HEALTH_CARE)))})
    OR (pupil.secrecy = 'L' AND framst_holds('{{registrar,care_operations_manager}}'::text[]))"""

CROSSINGS: tuple[Crossing, ...] = (
    Crossing(
        name="open_matter",
        words=N_("öppna ett ärende"),
        who=N_("den som arbetar i zonen med eleven: i elevens enhet eller grupp, eller namngiven för en skyddad elev"),
        arguments="the_key uuid, the_pupil uuid, the_letter text, the_kind text, the_basis text",
        returns="void",
        may=f"{_OF_ZONE} OR {_GROUP}",
        body=f"""{_PUPIL} ASK;
  INSERT INTO pupils_matter (id, pupil_id, holder_id, secrecy, letter, kind, about, opened_on, opened_by_id)
  VALUES (the_key, pupil.id, pupil.holder_id, pupil.secrecy, the_letter, the_kind, the_basis, framst_today(), framst_person());
  {_tie("matter", key="gen_random_uuid()", person="framst_person()", record="the_key", opens="the_letter", basis="the_kind")}""",
    ),
    Crossing(
        name="assign",
        words=N_("tilldela någon ett ärende"),
        who=N_("den som själv har ärendet, och för skolans ärenden enhetens rektor; bara till den som får ha det"),
        arguments="the_key uuid, the_matter uuid, the_person bigint, the_basis text",
        returns="void",
        declare="the_letter text; the_pupil uuid; matter pupils_matter;",
        may=f"""(matter.id = ANY (framst_matters()) OR (the_letter = 'C' AND {_IN_UNIT.format(codes=_list(SCHOOL_LEADERS))})
    OR (the_letter = 'A' AND {_IN_UNIT.format(codes=_list(HEALTH_CARE))}))
    AND (the_letter = 'C' OR framst_second_factor()) AND {_OF_ITS_SIDE} AND (pupil.secrecy IN ('C', 'D') OR ({_NAMED} AND the_person IN (
      SELECT t.person_id FROM access_tie t WHERE t.pupil_id = pupil.id AND t.kind = 'named' AND t.ended_at IS NULL)))
    AND {_MAY_HAVE}""",
        body=f"""SELECT * INTO matter FROM pupils_matter m WHERE m.id = the_matter;
  the_letter := matter.letter; the_pupil := matter.pupil_id; {_PUPIL} ASK;
  {_tie("matter", record="matter.id", opens="the_letter")}
  IF the_letter = 'A' THEN {_tie("care", key="gen_random_uuid()", opens="'A'")} END IF;""",
    ),
    Crossing(
        name="disclose",
        words=N_("besluta att lämna ut till en person"),
        who=N_(
            "den som arbetar i zonen med eleven; till en annan namngiven person, för en tid, med grund och avvägning"
        ),
        arguments="the_key uuid, the_pupil uuid, the_letter text, the_person bigint, the_basis text, the_weighing text,"
        " the_end timestamptz",
        returns="void",
        may=f"({_OF_ZONE}) AND pupil.secrecy <> 'P' AND {_NOT_ONESELF}",
        body=f"""{_PUPIL} ASK;
  {_tie("disclosure", opens="the_letter", weighing="the_weighing", until="the_end")}""",
    ),
    Crossing(
        name="consent",
        words=N_("anteckna ett samtycke"),
        who=N_("den som arbetar i zonen med eleven; till en annan namngiven person, för en tid"),
        arguments="the_key uuid, the_pupil uuid, the_letter text, the_person bigint, the_basis text, the_end timestamptz",
        returns="void",
        may=f"({_OF_ZONE}) AND pupil.secrecy <> 'P' AND {_NOT_ONESELF}",
        body=f"""{_PUPIL} ASK; {_tie("consent", opens="the_letter", until="the_end")}""",
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
    OR (tie.opens NOT IN ('A', 'B') AND {_IN_UNIT.format(codes=_list(SCHOOL_LEADERS))})
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
