"""Jobs: marked part by part, never twice, whatever dies; bounded; deleted in time."""

from __future__ import annotations

from datetime import timedelta

import pytest

from marking.models import Job, JobPart, JobResult
from marking.pure.answers_file import Answer
from marking.services import jobs
from tests.cast import NOW, School

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]

SCHEME = "social fascists [1]\nunited front [1]\n"
DEAD = "nowhere:1:1"  # a process that is none


def job_of(cast: School, *texts: str) -> Job:
    answers = [Answer(row, f"a{row}", text) for row, text in enumerate(texts, start=1)]
    return jobs.create(owner=cast.alice, answers=answers, scheme=SCHEME, now=NOW)


def test_a_job_is_marked_part_by_part_and_keeps_no_text(cast: School) -> None:
    job = job_of(cast, *["the social facists"] * jobs.PART, "a united front")
    assert JobPart.objects.count() == 2

    assert not jobs.mark_some(seconds=60)

    job.refresh_from_db()
    assert (job.state, job.done, job.failed) == ("DONE", jobs.PART + 1, 0)
    rows = JobResult.objects.filter(job=job)
    assert list(rows.values_list("place", flat=True)) == list(range(1, jobs.PART + 2))
    assert (rows[0].answer, rows[0].mark, rows[0].said["points"][0]["evidence"][0]["text"]) == (
        "a1",
        1,
        "social facists",
    )
    assert not JobPart.objects.exists()


def test_what_a_dead_worker_left_is_gone_on_with_and_one_at_work_left_alone(cast: School) -> None:
    job = job_of(cast, "social fascists", "x")
    Job.objects.update(tries=1, holder="", begun_at=NOW)  # one that died at it

    assert not jobs.mark_some(seconds=60)

    job.refresh_from_db()
    assert (job.state, job.done, JobResult.objects.count()) == ("DONE", 2, 2)


def test_an_answer_that_kills_its_workers_fails_alone(cast: School) -> None:
    job = job_of(cast, "social fascists", "deadly")
    Job.objects.update(tries=1)
    jobs._take(Job.objects.get())  # after the first death each answer is a part of its own
    assert JobPart.objects.count() == 2
    jobs._take(Job.objects.get())
    Job.objects.update(tries=3)  # the second killed three more

    jobs.mark_some(seconds=60)

    job.refresh_from_db()
    assert (job.state, job.done, job.failed) == ("DONE", 2, 1)
    assert [bool(row.error) for row in job.results.all()] == [False, True]


def test_a_part_that_another_has_settled_is_not_settled_again(cast: School) -> None:
    job = job_of(cast, "social fascists")
    part = job.parts.get()
    results = jobs._results(job, part)
    jobs._settle(job, part, results)
    jobs._settle(job, part, jobs._results(job, part))

    job.refresh_from_db()
    assert (job.done, JobResult.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.jsonl", b'{"id": 1, "text": "social fascists"}\n{"id": "b", "text": ""}\n'),
        ("a.csv", b"id;text\n1;social fascists\nb;\n"),
        ("a.txt", b"social fascists\n\n"),
    ],
)
def test_answers_come_as_files(cast: School, name: str, data: bytes) -> None:
    job = jobs.create(owner=cast.alice, answers=jobs.from_file(data, name), scheme=SCHEME, now=NOW)
    assert job.count == 2


def test_a_workbook_is_read_too_and_a_bad_row_is_named() -> None:
    from quizzes.files.tables import write_excel  # noqa: PLC0415

    book = write_excel(["id", "text"], [["7", "social fascists"]])
    assert [(row.id, row.text) for row in jobs.from_file(book, "a.xlsx")] == [("7", "social fascists")]
    with pytest.raises(jobs.BadJob, match="Row 2"):
        list(jobs.from_file(b'{"id": 1, "text": "x"}\n{"id": 2}\n', "a.jsonl"))
    with pytest.raises(jobs.BadJob, match="ends in"):
        list(jobs.from_file(b"x", "a.odt"))


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("scheme", {"scheme": "socialism [one]"}),
        ("scheme", {"scheme": "grid:\n  level 1 [1-2]: little\n  level 2 [3-4]: much\n"}),
        ("answers", {"answers": []}),
        ("answers", {"answers": [Answer(1, "a", "x" * (jobs.LONGEST_ANSWER + 1))]}),
        ("webhook_url", {"webhook_url": "ftp://a.example/", "secret": "x" * 16}),
        ("webhook_secret", {"webhook_url": "https://a.example/"}),
    ],
)
def test_what_cannot_be_used_is_refused_with_its_field(cast: School, field: str, given: dict[str, object]) -> None:
    with pytest.raises(jobs.BadJob) as refused:
        jobs.create(**{"owner": cast.alice, "answers": [Answer(1, "a", "x")], "scheme": SCHEME, "now": NOW, **given})  # type: ignore[arg-type]
    assert refused.value.field == field


def test_a_person_keeps_so_many_answers_and_all_go_after_some_days(
    cast: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "MOST_KEPT", 2)
    job_of(cast, "x", "y")
    with pytest.raises(jobs.TooMuch):
        job_of(cast, "z")
    assert jobs.forget(days=7, now=NOW + timedelta(days=6)) == 0
    assert jobs.forget(days=7, now=NOW + timedelta(days=8)) == 1
    assert not JobPart.objects.exists()
