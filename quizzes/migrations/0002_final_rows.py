"""What a student typed stays on record."""

from django.db import migrations

from quizzes.models.guards import final_rows


class Migration(migrations.Migration):
    dependencies = [("quizzes", "0001_initial")]
    operations = [final_rows(["quizzes_responseversion"])]
