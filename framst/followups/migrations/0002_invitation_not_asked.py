from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("followups", "0001_initial")]

    operations = [
        migrations.AddField(model_name="invitation", name="not_asked", field=models.JSONField(default=dict)),
    ]
