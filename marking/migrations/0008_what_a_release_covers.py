import django.db.models.deletion
from django.db import migrations, models

from quizzes.models.guards import final_rows


def cover(apps, schema_editor):
    """Let releases made so far cover what had been handed in: what students see stays as it is."""
    Release = apps.get_model("marking", "Release")
    ReleasedAttempt = apps.get_model("marking", "ReleasedAttempt")
    Attempt = apps.get_model("quizzes", "Attempt")
    for release in Release.objects.order_by("pk").iterator():
        attempts = Attempt.objects.filter(assignment=release.assignment_id, submitted_at__isnull=False)
        if release.taken_back_at is not None:
            attempts = attempts.filter(submitted_at__lte=release.taken_back_at)
        ReleasedAttempt.objects.bulk_create(
            [
                ReleasedAttempt(release=release, attempt_id=pk, submitted_at=submitted_at)
                for pk, submitted_at in attempts.values_list("pk", "submitted_at")
            ]
        )


class Migration(migrations.Migration):
    dependencies = [
        ("marking", "0007_asked_to_look_again"),
        ("quizzes", "0008_files_of_answers"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="release", name="released_once_at_a_time"),
        migrations.CreateModel(
            name="ReleasedAttempt",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("submitted_at", models.DateTimeField()),
                (
                    "attempt",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="releases", to="quizzes.attempt"
                    ),
                ),
                (
                    "release",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="covers", to="marking.release"
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="releasedattempt",
            constraint=models.UniqueConstraint(fields=("release", "attempt"), name="covered_once_a_release"),
        ),
        final_rows(["marking_releasedattempt"]),
        migrations.RunPython(cover, migrations.RunPython.noop),
    ]
