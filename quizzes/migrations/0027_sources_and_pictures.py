"""Sources beside questions, and pictures in both."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from quizzes.models.guards import final_rows

FINAL = final_rows(["quizzes_questionversion"])
FINAL_SOURCES = final_rows(["quizzes_sourceversion"])


class Migration(migrations.Migration):
    dependencies = [
        ("quizzes", "0026_invitations_of_teachers"),
    ]

    operations = [
        # SQLite makes the table anew, and loses its triggers.
        migrations.RunPython(FINAL.reverse_code, FINAL.code),
        migrations.AddField(
            model_name="item",
            name="sources",
            field=models.JSONField(
                blank=True, default=list, help_text="As they were: source, version, label, title, text …"
            ),
        ),
        migrations.AddField(
            model_name="questionversion",
            name="sources",
            field=models.JSONField(blank=True, default=list, help_text="The numbers of its sources."),
        ),
        migrations.CreateModel(
            name="Picture",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sha256", models.CharField(max_length=64, unique=True)),
                ("name", models.CharField(max_length=16, unique=True)),
                ("media_type", models.CharField(max_length=20)),
                ("width", models.PositiveSmallIntegerField()),
                ("height", models.PositiveSmallIntegerField()),
                ("bytes", models.PositiveIntegerField()),
                ("added_at", models.DateTimeField()),
                (
                    "holders",
                    models.ManyToManyField(
                        help_text="Who has handed it in.", related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.AddField(
            model_name="item",
            name="pictures",
            field=models.ManyToManyField(blank=True, related_name="items", to="quizzes.picture"),
        ),
        migrations.AddField(
            model_name="question",
            name="pictures",
            field=models.ManyToManyField(
                blank=True, help_text="In any version of the stem.", related_name="questions", to="quizzes.picture"
            ),
        ),
        migrations.CreateModel(
            name="Source",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("label", models.CharField(blank=True, max_length=40)),
                ("title", models.CharField(max_length=300)),
                ("text", models.TextField()),
                ("markdown", models.TextField(blank=True)),
                ("credit", models.CharField(blank=True, max_length=500)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "external_id",
                    models.CharField(blank=True, help_text="What the file that it came from calls it.", max_length=200),
                ),
                ("created_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
                ("archived_at", models.DateTimeField(blank=True, null=True)),
                (
                    "bank",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="sources", to="quizzes.bank"
                    ),
                ),
                ("pictures", models.ManyToManyField(blank=True, related_name="sources", to="quizzes.picture")),
            ],
            options={
                "ordering": ["label", "title", "pk"],
            },
        ),
        migrations.AddField(
            model_name="question",
            name="sources",
            field=models.ManyToManyField(blank=True, related_name="questions", to="quizzes.source"),
        ),
        migrations.CreateModel(
            name="SourceVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("label", models.CharField(blank=True, max_length=40)),
                ("title", models.CharField(max_length=300)),
                ("text", models.TextField()),
                ("markdown", models.TextField(blank=True)),
                ("credit", models.CharField(blank=True, max_length=500)),
                ("written_at", models.DateTimeField()),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="versions", to="quizzes.source"
                    ),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["source", "-number"],
                "constraints": [models.UniqueConstraint(fields=("source", "number"), name="one_text_a_number")],
            },
        ),
        FINAL,
        FINAL_SOURCES,
    ]
