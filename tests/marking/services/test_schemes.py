"""Mark schemes are versions of a text; the newest marks."""

from decimal import Decimal

import pytest

from marking.engine import MarkSchemeError
from marking.models import IsFinal, MarkScheme
from marking.services import schemes
from quizzes.models import Question
from quizzes.services import banks
from tests.cast import NOW, SCHEME, School

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]


def test_write_makes_the_question_ready_and_worth_what_the_scheme_gives(cast: School) -> None:
    question = banks.add_question(bank=cast.bank, stem="?", marks=Decimal(1), by=cast.alice, now=NOW)

    scheme = schemes.write(question=question, text="max 2\na [1]\nb [1]\nc [1]\n", by=cast.alice, now=NOW)

    question.refresh_from_db()
    assert (scheme.version, question.state, question.marks) == (1, Question.State.READY, Decimal(2))


def test_write_keeps_every_version_and_none_for_the_same_text(cast: School) -> None:
    schemes.write(question=cast.question, text=SCHEME, by=cast.alice, now=NOW)
    schemes.write(question=cast.question, text="social fascists [1]", by=cast.alice, now=NOW)

    versions = MarkScheme.objects.filter(question=cast.question).order_by("version")

    assert [row.version for row in versions] == [1, 2]
    assert schemes.newest(cast.question) == versions[1]


def test_write_refuses_what_cannot_be_read_with_line_and_column_and_stores_nothing(cast: School) -> None:
    with pytest.raises(MarkSchemeError, match="line 1, column"):
        schemes.write(question=cast.question, text="socialism [one]", by=cast.alice, now=NOW)

    assert MarkScheme.objects.filter(question=cast.question).count() == 1


def test_a_scheme_is_final(cast: School) -> None:
    scheme = schemes.newest(cast.question)
    assert scheme is not None

    with pytest.raises(IsFinal):
        scheme.save()


def test_the_banks_glossary_counts_in_its_schemes(cast: School) -> None:
    cast.bank.glossary = "GMD = Guomindang\n\nUSSR = Soviet Union"
    cast.bank.save()

    compiled = schemes.compile_text("Guomindang [1]", bank=cast.bank)

    assert compiled.mark("It was the GMD.").mark == 1
