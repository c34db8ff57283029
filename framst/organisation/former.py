"""What stood in a pupil's row before it was overwritten: kept by the database itself, whoever writes (docs/adr/0011).

Triggers for whole statements, not for rows: an import that changes nothing pays for nothing. They run as the tables'
owner, so that nobody needs a right to write history and nobody can leave it out. Installed with the walls and compared
with them at start. What a move changes (`holder`, `secrecy`) is not a value of the pupil's own: enrolments tell that.
"""

from __future__ import annotations

# table → (the column that names the pupil, the columns whose former values are kept)
KEPT: dict[str, tuple[str, tuple[str, ...]]] = {
    "organisation_pupil": ("id", ("given_name", "family_name", "birth_date", "sex")),
    "organisation_identitynumber": ("pupil_id", ("number", "kind")),
    "organisation_guardian": (
        "pupil_id",
        ("source_id", "given_name", "family_name", "email", "phone", "relation", "informed"),
    ),
}
_SUFFIXES = ("changed", "removed")


def triggers() -> list[str]:
    """Return the names of the triggers, one for each table and act."""
    return [f"framst_former_{table.partition('_')[2]}_{suffix}" for table in KEPT for suffix in _SUFFIXES]


def _statements() -> str:
    made = []
    for table, (pupil, columns) in KEPT.items():
        short = table.partition("_")[2]
        values = ", ".join(f"'{c}', was.{c}" for c in columns)
        was, became = (f"({', '.join(f'{row}.{c}' for c in columns)})" for row in ("was", "became"))
        # A row that goes because its pupil goes has nobody whose history it could be.
        insert = (
            "INSERT INTO organisation_former (id, pupil_id, holder_id, secrecy, of_table, was, changed_at)"
            f" SELECT gen_random_uuid(), p.id, p.holder_id, p.secrecy, '{table}', jsonb_build_object({values}),"
            f" coalesce(framst_now(), now()) FROM was JOIN organisation_pupil p ON p.id = was.{pupil}"
        )
        for suffix, event, tables, where in (
            ("changed", "UPDATE", "OLD TABLE AS was NEW TABLE AS became",
             f" JOIN became ON became.id = was.id WHERE {was} IS DISTINCT FROM {became}"),
            ("removed", "DELETE", "OLD TABLE AS was", ""),
        ):  # fmt: skip
            made.append(
                f"""
CREATE OR REPLACE FUNCTION framst_former_{short}_{suffix}() RETURNS trigger LANGUAGE plpgsql
  SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  {insert}{where};
  RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS framst_former_{short}_{suffix} ON {table};
CREATE TRIGGER framst_former_{short}_{suffix} AFTER {event} ON {table} REFERENCING {tables}
  FOR EACH STATEMENT EXECUTE FUNCTION framst_former_{short}_{suffix}();
"""
            )
    return "".join(made)


FUNCTIONS = _statements()
