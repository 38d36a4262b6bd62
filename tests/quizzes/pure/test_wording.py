"""Small pieces of sentences, and the order of names."""

from quizzes.pure.wording import natural


def test_names_are_sorted_as_people_sort_them() -> None:
    names = ["10D", "7A", "11E", "9x", "History", "10 B", "²x", ""]

    assert sorted(names, key=natural) == ["", "7A", "9x", "10 B", "10D", "11E", "History", "²x"]
