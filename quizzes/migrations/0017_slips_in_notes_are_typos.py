"""A slip of the pen in notes is a typo; a slip of paper with a PIN is the only slip left."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("quizzes", "0016_rest_that_a_sitting_allows")]

    operations = [
        migrations.RenameModel(old_name="Slip", new_name="Typo"),
        migrations.AlterField(
            model_name="typo",
            name="notes",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="typos", to="quizzes.notespage"
            ),
        ),
    ]
