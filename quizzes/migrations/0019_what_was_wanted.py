"""Students may be shown what a missed point wanted; quizzes that are set already go on as they were."""

from django.db import migrations, models

HELP = "Whether missed points say what was wanted."


class Migration(migrations.Migration):
    dependencies = [("quizzes", "0018_long_notes_are_drafted_by_a_worker")]

    operations = [
        migrations.AddField(
            model_name="assignment", name="shows_wanted", field=models.BooleanField(default=False, help_text=HELP)
        ),
        migrations.AlterField(
            model_name="assignment", name="shows_wanted", field=models.BooleanField(default=True, help_text=HELP)
        ),
    ]
