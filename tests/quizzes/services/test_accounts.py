"""Accounts without e-mail or password, and the usernames made for them."""

from typing import Any

import pytest

from quizzes.models import User
from quizzes.services import accounts
from quizzes.services.accounts import NewPerson
from tests.cast import NOW, person

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]


def test_an_account_without_password_has_no_way_in_and_a_name_that_can_be_typed() -> None:
    made = accounts.create_without_password(first_name="Zoë", last_name="O’Neill-Łuk", now=NOW)

    assert made.username == "zoe.oneillluk"
    assert (made.first_name, made.last_name, made.email) == ("Zoë", "O’Neill-Łuk", "")
    assert not made.has_usable_password()
    assert made.date_joined == NOW


def test_namesakes_get_numbers_whatever_the_case_of_those_there_are() -> None:
    person("Aisha.Khan")
    person("aisha.khan3")

    made = [accounts.create_without_password(first_name="Aisha", last_name="Khan", now=NOW) for _ in range(2)]

    assert [user.username for user in made] == ["aisha.khan2", "aisha.khan4"]


@pytest.mark.parametrize(("first", "last", "username"), [("☆", "", "student"), ("", "Khan", "khan"), ("Mo", "", "mo")])
def test_there_is_always_some_username(first: str, last: str, username: str) -> None:
    assert accounts.create_without_password(first_name=first, last_name=last, now=NOW).username == username


@pytest.mark.parametrize(
    ("first", "last", "username"),
    [("小龙", "李", "xiaolong.li"), ("Ольга", "Бук", "olga.buk"), ("Åse", "Ødegård", "ase.odegard")],
)
def test_a_name_in_another_script_becomes_a_username_that_can_be_typed(first: str, last: str, username: str) -> None:
    assert accounts.create_without_password(first_name=first, last_name=last, now=NOW).username == username


def test_a_username_that_is_asked_for_and_taken_is_refused() -> None:
    person("sam")

    with pytest.raises(accounts.UsernameTaken, match="SAM"):
        accounts.create_without_password(first_name="Sam", last_name="Hill", username="SAM", now=NOW)


def test_many_accounts_cost_as_many_queries_as_two(django_assert_num_queries: Any) -> None:
    def people(count: int) -> list[NewPerson]:
        return [NewPerson("Mo", "Salah") for _ in range(count)]

    for count in (2, 60):
        with django_assert_num_queries(4):  # savepoint, usernames, accounts, savepoint
            accounts.create_many_without_password(people=people(count), now=NOW)

    assert User.objects.filter(username__in=["mo.salah", "mo.salah62"]).count() == 2


def test_of_many_one_that_is_refused_leaves_none_behind() -> None:
    people = [NewPerson("Mo", "Salah"), NewPerson("Mo", "Salah", "mo"), NewPerson("Mo", "Farah", "mo")]

    with pytest.raises(accounts.UsernameTaken, match="mo"):
        accounts.create_many_without_password(people=people, now=NOW)

    assert not User.objects.exists()


def test_a_username_that_is_asked_for_is_not_taken_by_a_namesake_before() -> None:
    made = accounts.create_many_without_password(
        people=[NewPerson("Mo", "Salah"), NewPerson("Mo", "Farah", "mo.salah")], now=NOW
    )

    assert [user.username for user in made] == ["mo.salah2", "mo.salah"]
