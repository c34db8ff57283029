from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("pupils", "0002_kept_by_handovers_retention")]

    operations = [
        migrations.AddField(
            model_name="disposal",
            name="oldest",
            field=models.PositiveSmallIntegerField(default=0),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="disposal",
            name="newest",
            field=models.PositiveSmallIntegerField(default=0),
            preserve_default=False,
        ),
    ]
