"""Questions that are there become version 1 of themselves; versions stay on record."""

from django.db import migrations

from quizzes.models.guards import final_rows

BATCH = 1_000


def write_first_versions(apps, schema_editor):
    Question = apps.get_model("quizzes", "Question")
    QuestionVersion = apps.get_model("quizzes", "QuestionVersion")
    rows = Question.objects.select_related("bank").order_by("pk").iterator(chunk_size=BATCH)
    batch = []
    for row in rows:
        batch.append(
            QuestionVersion(
                question=row,
                number=1,
                stem=row.stem,
                kind=row.kind,
                word_limit=row.word_limit,
                model_answer=row.model_answer,
                written_by_id=row.bank.owner_id,
                written_at=row.updated_at,
            )
        )
        if len(batch) == BATCH:
            QuestionVersion.objects.bulk_create(batch)
            batch = []
    QuestionVersion.objects.bulk_create(batch)


class Migration(migrations.Migration):
    dependencies = [("quizzes", "0004_banks_shared_and_versioned")]
    operations = [
        migrations.RunPython(write_first_versions, migrations.RunPython.noop, elidable=True),
        final_rows(["quizzes_questionversion"]),
    ]
