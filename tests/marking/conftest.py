"""What several tests of marking begin with."""

import pytest

from marking import queries
from marking.services import marks
from quizzes.models import Response
from tests.cast import NOW, School, sat


@pytest.fixture
def response(cast: School) -> Response:
    attempt = sat(cast.assignment, cast.sam, "They were called social facists.")
    marks.mark_responses(responses=queries.waiting(), now=NOW)
    return Response.objects.get(attempt=attempt)
