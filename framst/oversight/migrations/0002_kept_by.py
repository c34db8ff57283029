import django.db.models.deletion
from django.db import migrations, models

TABLES = ("disclosuredecision", "consent", "notshown")


def _kept_by(**more: object) -> models.ForeignKey:
    return models.ForeignKey(
        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisation.unit", **more
    )


class Migration(migrations.Migration):
    dependencies = [
        ("organisation", "0004_groupduty_source"),
        ("oversight", "0001_initial"),
        ("pupils", "0002_kept_by_handovers_retention"),
    ]

    operations = [
        operation
        for table in TABLES
        for operation in (
            migrations.AddField(model_name=table, name="kept_by", field=_kept_by(null=True)),
            # What has been decided until now is about the matters of the school where the pupil goes.
            migrations.RunSQL(
                f"UPDATE oversight_{table} SET kept_by_id = holder_id; SET CONSTRAINTS ALL IMMEDIATE;"  # noqa: S608
                f" ALTER TABLE oversight_{table} ALTER COLUMN kept_by_id SET NOT NULL",
                migrations.RunSQL.noop,
                state_operations=[migrations.AlterField(model_name=table, name="kept_by", field=_kept_by())],
            ),
        )
    ]
