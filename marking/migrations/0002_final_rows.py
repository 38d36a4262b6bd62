"""Marks and mark schemes stay on record."""

from django.db import migrations

from quizzes.models.guards import final_rows


class Migration(migrations.Migration):
    dependencies = [("marking", "0001_initial"), ("quizzes", "0002_final_rows")]
    operations = [final_rows(["marking_mark", "marking_markscheme"])]
