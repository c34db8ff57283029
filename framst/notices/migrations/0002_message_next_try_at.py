from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("notices", "0001_initial")]

    operations = [
        migrations.AddField(model_name="message", name="next_try_at", field=models.DateTimeField(null=True)),
    ]
