"""The codes of an engine's reasons, so that answers can be found by them; marks given before have none."""

from django.db import migrations, models

from quizzes.models.guards import final_rows

FINAL = final_rows(["marking_mark"])


class Migration(migrations.Migration):
    dependencies = [("marking", "0013_opinions")]
    operations = [
        # SQLite makes the table anew, and loses its triggers.
        migrations.RunPython(FINAL.reverse_code, FINAL.code),
        migrations.AddField(
            model_name="mark",
            name="codes",
            field=models.CharField(
                blank=True, editable=False, help_text="Those of the reasons: ,near,weak,", max_length=200
            ),
        ),
        migrations.AlterField(
            model_name="mark",
            name="reasons",
            field=models.JSONField(
                blank=True, default=list, help_text="Code, point and words; before engine 3, sentences."
            ),
        ),
        FINAL,
    ]
