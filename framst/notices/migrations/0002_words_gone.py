from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("notices", "0001_initial"),
    ]

    operations = [
        migrations.AlterField(model_name="message", name="body", field=models.TextField(blank=True)),
        # What had been sent, or given up after five tries, before letters lost their words with that.
        migrations.RunSQL(
            "UPDATE notices_message SET body = '' WHERE sent_at IS NOT NULL OR tries >= 5", migrations.RunSQL.noop
        ),
    ]
