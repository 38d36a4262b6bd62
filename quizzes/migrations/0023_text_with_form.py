"""Stems with form, beside what they say plainly."""

from django.db import migrations, models

from quizzes.models.guards import final_rows

FINAL = final_rows(["quizzes_questionversion"])


class Migration(migrations.Migration):
    dependencies = [
        ("quizzes", "0022_guesses_are_counted_in_the_cache"),
    ]

    operations = [
        # SQLite makes the table anew, and loses its triggers.
        migrations.RunPython(FINAL.reverse_code, FINAL.code),
        migrations.AddField(
            model_name="item",
            name="markdown",
            field=models.TextField(blank=True, help_text="The stem where it has form; else empty."),
        ),
        migrations.AddField(
            model_name="question",
            name="markdown",
            field=models.TextField(blank=True, help_text="The stem where it has form; else empty."),
        ),
        migrations.AddField(
            model_name="questionversion",
            name="markdown",
            field=models.TextField(blank=True),
        ),
        FINAL,
    ]
