"""Of a long answer's versions those may go that the last of the same minute makes needless; nothing else."""

from django.db import migrations

from quizzes.models.guards import thinned_versions


class Migration(migrations.Migration):
    dependencies = [("quizzes", "0019_what_was_wanted")]
    operations = [thinned_versions()]
