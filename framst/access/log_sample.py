"""The risk-based sample of the log, as the database draws it: names are compared there and leave it in no form.

Nothing here needs what the authority does not already have: no private addresses, no relations but the guardians of
the roster. The same period and seed give the same sample, so that a drawn sample can be checked afterwards. What each
code means in words, and why it is a risk, stands in `oversight.terms`.
"""

from __future__ import annotations

# Reads before 6 and after 20, and at weekends, Swedish time.
FIRST_HOUR, LAST_HOUR = 6, 20
# Many: at least so many reads in the period, and three times the median of those with the same profession; where
# fewer than three have it, of all.
MANY_AT_LEAST, MANY_TIMES, FEW_COLLEAGUES = 30, 3, 3

SAMPLE = f"""
RETURN (
WITH reads AS MATERIALIZED (
  SELECT e.id, e.at, e.act, e.person, e.profession, e.subject, e.unit, e.letter, e."table" AS kind,
    e.at AT TIME ZONE 'Europe/Stockholm' AS clock, (e.at AT TIME ZONE 'Europe/Stockholm')::date AS day
  FROM audit_event e
  WHERE e.at >= the_from AND e.at < the_until AND e.actor_kind = 'person'
    -- What the reviewer looks up is held to the open sample by the database itself (crossing reviewed_pupil).
    AND NOT (e."table" = 'audit_event' AND e.purpose = 'logggranskning')
    AND ((e.act = 'read' AND e.subject IS NOT NULL)
      OR (e.act = 'exported' AND (e.subject IS NOT NULL OR e.shown <> '{{}}')))),
counts AS (SELECT person, max(profession) AS profession, count(*) AS n FROM reads GROUP BY person),
medians AS (
  SELECT profession, count(*) AS people, percentile_cont(0.5) WITHIN GROUP (ORDER BY n) AS median
  FROM counts GROUP BY profession),
of_all AS (SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY n) AS median FROM counts),
many AS (
  SELECT c.person FROM counts c JOIN medians m USING (profession) CROSS JOIN of_all a
  WHERE c.n >= {MANY_AT_LEAST}
    AND c.n >= {MANY_TIMES} * CASE WHEN m.people < {FEW_COLLEAGUES} THEN a.median ELSE m.median END),
parents AS MATERIALIZED (
  SELECT g.pupil_id, s.id AS person FROM organisation_guardian g
    JOIN organisation_person s ON g.email <> '' AND lower(g.email) = lower(s.email)
  UNION
  SELECT g.pupil_id, s.id FROM organisation_guardian g
    JOIN organisation_person s ON lower(g.given_name) = lower(s.given_name)
      AND lower(g.family_name) = lower(s.family_name)),
colleagues AS (
  SELECT r.id FROM reads r JOIN parents p ON p.pupil_id = r.subject AND p.person <> r.person
    JOIN organisation_assignment theirs ON theirs.person_id = p.person AND theirs.from_on <= r.day
      AND (theirs.until_on IS NULL OR theirs.until_on >= r.day)
    JOIN organisation_assignment own ON own.person_id = r.person AND own.from_on <= r.day
      AND (own.until_on IS NULL OR own.until_on >= r.day)
      AND (own.unit_id IS NULL OR theirs.unit_id IS NULL OR own.unit_id = theirs.unit_id)),
flagged AS (
  SELECT r.id, r.person, array_remove(ARRAY[
    CASE WHEN pupil_row.family_name IS NOT NULL AND lower(pupil_row.family_name) = lower(reader.family_name)
      THEN 'same_surname' END,
    CASE WHEN EXISTS (SELECT 1 FROM parents p WHERE p.pupil_id = r.subject AND p.person = r.person)
      THEN 'own_child' END,
    CASE WHEN r.id IN (SELECT id FROM colleagues) THEN 'colleagues_child' END,
    CASE WHEN r.person IN (SELECT person FROM many) THEN 'many_reads' END,
    CASE WHEN extract(hour FROM r.clock) < {FIRST_HOUR} OR extract(hour FROM r.clock) >= {LAST_HOUR}
      OR extract(isodow FROM r.clock) > 5 THEN 'odd_hours' END,
    CASE WHEN glass.id IS NOT NULL THEN 'break_glass'
      WHEN let_in.id IS NOT NULL OR r.subject IS NULL THEN NULL
      WHEN r.unit IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM organisation_assignment a WHERE a.person_id = r.person AND a.unit_id = r.unit
          AND a.from_on <= r.day AND (a.until_on IS NULL OR a.until_on >= r.day)) THEN 'outside_unit'
      ELSE 'no_matter' END,
    CASE WHEN r.letter = 'P' THEN 'protected' END,
    CASE WHEN r.act = 'exported' THEN 'export' END], NULL) AS why
  FROM reads r
  JOIN organisation_person reader ON reader.id = r.person
  LEFT JOIN organisation_pupil pupil_row ON pupil_row.id = r.subject
  LEFT JOIN LATERAL (
    SELECT t.id FROM access_tie t WHERE t.pupil_id = r.subject AND t.person_id = r.person AND t.kind = 'opening'
      AND t.from_at <= r.at AND (t.until_at IS NULL OR t.until_at > r.at) LIMIT 1) glass ON true
  LEFT JOIN LATERAL (
    SELECT r.id FROM access_tie t WHERE t.pupil_id = r.subject AND t.person_id = r.person
      AND t.kind IN ('matter', 'care', 'disclosure', 'consent', 'named') AND t.from_at <= r.at
      AND (t.until_at IS NULL OR t.until_at > r.at) AND (t.ended_at IS NULL OR t.ended_at > r.at)
    UNION ALL
    SELECT r.id FROM organisation_groupduty d JOIN organisation_membership m ON m.group_id = d.group_id
      WHERE d.person_id = r.person AND m.pupil_id = r.subject
        AND d.from_on <= r.day AND (d.until_on IS NULL OR d.until_on >= r.day)
        AND m.from_on <= r.day AND (m.until_on IS NULL OR m.until_on >= r.day)
    LIMIT 1) let_in ON true),
coded AS (
  SELECT id, person, unnest(why) AS code FROM flagged
  UNION ALL
  SELECT id, person, 'random' FROM flagged),
turns AS (
  SELECT id, code, md5(the_seed || id) AS dice,
    row_number() OVER (PARTITION BY code, person ORDER BY md5(the_seed || id)) AS turn
  FROM coded),
ranked AS (SELECT id, code, row_number() OVER (PARTITION BY code ORDER BY turn, dice) AS place FROM turns),
drawn AS (SELECT DISTINCT id FROM ranked WHERE place <= the_each)
SELECT jsonb_build_object(
  'reads', (SELECT count(*) FROM reads), 'readers', (SELECT count(DISTINCT person) FROM reads),
  'sample', coalesce((SELECT jsonb_agg(jsonb_build_object('event', f.id, 'person', f.person,
      'why', CASE WHEN f.why = '{{}}' THEN '{{random}}'::text[] ELSE f.why END) ORDER BY f.id)
    FROM flagged f JOIN drawn d ON d.id = f.id), '[]'::jsonb)));
"""  # noqa: S608 (constants of this module)
