"""The chain over the record: each event is tied to the one before it by a hash, so that a change shows.

The database makes the links itself, in two rounds of deferred triggers. In the first every event only says that its
transaction has something to link; in the second, which begins when all other deferred work of the commit is done
(the checks of foreign keys, which may wait for somebody else's row), the lock is taken, everything is linked, and
nothing more is waited for. With one round only, whoever waited for a row while holding the lock and whoever waited
for the lock while holding the row stood still for each other (tried: deadlock).

The application may neither read nor write the links. What stands here is installed with the walls and compared with
them at start. `checking` verifies, `heads` keeps the chain's head outside the database.
"""

from __future__ import annotations

from django.db import connection

# The exact text that is hashed: a JSON array, so that no two events have the same text. It begins with the number of
# this form: a column that is added later makes form 2, and the links of form 1 keep theirs. Nothing in it depends on
# the session's time zone, date style or locale, nor on which PostgreSQL (15 to 18) writes it. jsonb has one order of
# keys and one spelling of a number; a moment is its microseconds, so that no two moments look the same.
TEXT = (
    "jsonb_build_array(1, e.id, extract(epoch FROM e.at), e.act, e.actor_kind,"
    ' e.person, e.profession, e.machine, e."table", e.record, e.subject, to_jsonb(e.shown), e.unit, e.letter,'
    " e.purpose, e.detail)::text"
)

FUNCTIONS = f"""
CREATE UNLOGGED TABLE IF NOT EXISTS audit_due (transaction xid8 PRIMARY KEY, first bigint NOT NULL);
ALTER TABLE audit_due ENABLE ROW LEVEL SECURITY;
CREATE OR REPLACE FUNCTION framst_event_text(e audit_event) RETURNS text LANGUAGE sql STABLE AS
  $$ SELECT {TEXT} $$;
CREATE OR REPLACE FUNCTION framst_link_from(first bigint) RETURNS void LANGUAGE plpgsql
  SET search_path = public, pg_temp AS $$
DECLARE
  former record;
  made record;
  numbered bigint;
  hashed text;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('framst audit chain'));
  SELECT number, hash INTO former FROM audit_link ORDER BY number DESC LIMIT 1;
  numbered := coalesce(former.number, 0);
  hashed := coalesce(former.hash, '');
  -- Others' events are never seen without their links, so what has none is this transaction's own.
  FOR made IN SELECT e.id, framst_event_text(e) AS words FROM audit_event e
    WHERE e.id >= first AND NOT EXISTS (SELECT FROM audit_link l WHERE l.event_id = e.id) ORDER BY e.id
  LOOP
    numbered := numbered + 1;
    hashed := encode(sha256(convert_to(hashed || made.words, 'UTF8')), 'hex');
    INSERT INTO audit_link (number, event_id, hash) VALUES (numbered, made.id, hashed);
  END LOOP;
END $$;
REVOKE EXECUTE ON FUNCTION framst_link_from(bigint) FROM PUBLIC;
CREATE OR REPLACE FUNCTION framst_event_is_due() RETURNS trigger LANGUAGE plpgsql
  SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO audit_due VALUES (pg_current_xact_id(), NEW.id) ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION framst_link_events() RETURNS trigger LANGUAGE plpgsql
  SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM framst_link_from(NEW.first);
  DELETE FROM audit_due WHERE transaction = NEW.transaction;
  RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION framst_chain_head() RETURNS TABLE (number bigint, hash text) LANGUAGE sql STABLE
  SECURITY DEFINER SET search_path = public, pg_temp AS
  $$ SELECT l.number, l.hash::text FROM audit_link l ORDER BY l.number DESC LIMIT 1 $$;
DROP TRIGGER IF EXISTS framst_chain ON audit_event;
CREATE CONSTRAINT TRIGGER framst_chain AFTER INSERT ON audit_event DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION framst_event_is_due();
DROP TRIGGER IF EXISTS framst_chain ON audit_due;
CREATE CONSTRAINT TRIGGER framst_chain AFTER INSERT ON audit_due DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION framst_link_events();
DROP FUNCTION IF EXISTS framst_link_event();
DO $$ BEGIN
  -- A record that is older than its chain: the chain begins with what is there.
  IF NOT EXISTS (SELECT FROM audit_link) AND EXISTS (SELECT FROM audit_event) THEN PERFORM framst_link_from(0); END IF;
END $$;
"""

_TRIGGERS = {("audit_event", "framst_event_is_due"), ("audit_due", "framst_link_events")}


def is_installed() -> bool:
    """Whether both triggers stand as they were made: on, deferred, each with its own function."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text, tgfoid::regproc::text FROM pg_trigger"
            " WHERE tgname = 'framst_chain' AND tgenabled = 'O' AND tgdeferrable AND tginitdeferred AND tgqual IS NULL"
        )
        return set(cursor.fetchall()) == _TRIGGERS
