"""Every form of the admin site asks why, for the history: a field of that name would be filled in
with it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("datasets", "0001_initial")]

    operations = [
        migrations.RenameField("target", "why", "reason"),
        migrations.RenameField("historicaltarget", "why", "reason"),
        migrations.AlterField(
            "target",
            "reason",
            models.CharField(blank=True, help_text="Why it is this one.", max_length=200),
        ),
        migrations.AlterField(
            "historicaltarget",
            "reason",
            models.CharField(blank=True, help_text="Why it is this one.", max_length=200),
        ),
    ]
