"""Claims and denials: how far a negation reaches, and what undoes it."""

import pytest

from marking.engine import MarkScheme

DENIED = [
    ("joined the alliance", "Italy never joined the alliance."),
    ("joined the alliance", "Italy did not really join the alliance."),
    ("joined the alliance", "Italy didn’t join the alliance."),
    ("joined the alliance", "Italy didnt join the alliance."),
    ("joined the alliance", "At no time had Italy joined the alliance."),
    ("land reform", "He wanted order rather than land reform."),
    ("land reform", "He chose order instead of land reform."),
    ("land reform", "They got neither bread nor land reform."),
    ("bread", "They got neither bread nor land reform."),
    ("land reform", "They had no bread and no land reform."),
    ("repay the debt", "They failed to repay the debt."),
    ("repay the debt", "They were unable to repay the debt."),
    ("repay the debt", "The king refused to repay the debt."),
    ("stable", "The coalition wasn't stable."),
    ("stable", "The coalition was far from stable."),
    ("censorship", "The writers opposed censorship."),
    ("censorship", "The writers were opposed to censorship."),
    ("censorship", "The writers were against censorship."),
    ("censorship", "The writers spoke against “censorship”."),
    ("free elections", "Free elections were not held."),
    ("free elections", "Free elections weren't held."),
    ("free elections", "Free elections never happened."),
    ("free elections", "Free elections were rejected."),
    ("free elections", "Free elections did not exist."),
    ("free elections", "Free elections didn't happen."),
    ("free elections", "Free and never fair elections"),
    ("trade", "Without trade the town was poor."),
    ("peace", "Nobody wanted peace."),
]
CLAIMED = [
    ("land reform", "Instead of order he wanted land reform."),
    ("land reform", "Not only order but also land reform."),
    ("order", "Not only order but also land reform."),
    ("land reform", "He did not want order but land reform."),
    ("land reform", "He did not want order, he wanted land reform."),
    ("land reform", "He did not want order and promised land reform."),
    ("land reform", "The king did not agree and Stolypin began land reform."),
    ("land reform", "He said no. Land reform began."),
    ("censorship", "The writers were not against censorship."),
    ("repay the debt", "They did not fail to repay the debt."),
    ("censorship", "No doubt there was censorship."),
    ("censorship", "Without doubt there was censorship."),
    ("floods", "Walls gave protection against floods."),
    ("war", "It was not until the war that women voted."),
    ("the town", "Without trade the town was poor."),
    ("debt", "The failure of debt talks was clear."),
    ("reform", "The law was opposed by reform groups."),
    ("peace", "They were denied peace."),
    ("bread", "Bread was not only cheap but good."),
    ("bread", "Bread was wasn."),
    ("bread", "Bread isn't only cheap."),
    ("bread", "Bread, never meat."),
    ("bread", "Bread (never meat)"),
    ("land reform", "Instead he wanted land reform."),
]


@pytest.mark.parametrize(("scheme", "answer"), DENIED)
def test_denied_claims_earn_nothing_and_who_asks_is_told_why(scheme, answer):
    marked = MarkScheme.parse(scheme).mark(answer)
    assert [point.outcome for point in marked.points] == ["negated"]
    assert marked.mark == 0
    assert ("denied" in {reason.code for reason in marked.reasons}) == marked.review


def test_a_denial_of_what_only_a_slip_meets_asks_for_a_look():
    marked = MarkScheme.parse("legal").mark("it is not illegal")
    assert marked.review
    assert not MarkScheme.parse("legal").mark("it is not legal").review


@pytest.mark.parametrize(("scheme", "answer"), CLAIMED)
def test_claims_near_a_negation_earn_their_mark(scheme, answer):
    assert MarkScheme.parse(scheme).mark(answer).mark == 1


def test_a_claim_made_elsewhere_outweighs_a_denial():
    marked = MarkScheme.parse("bread").mark("He did not promise bread. He gave bread.")
    assert marked.points[0].outcome == "matched"
    assert marked.points[0].evidence[0].start == 34


@pytest.mark.parametrize(
    ("scheme", "answer", "mark"),
    [
        ("not elected", "The chancellor was not elected.", 1),
        ("not elected", "The chancellor wasn't elected.", 1),
        ("not elected", "The chancellor was never elected.", 1),
        ("not elected", "The chancellor was elected.", 0),
        ("no bread", "There was no bread.", 1),
        ("no bread", "There was bread.", 0),
        ("failed to pay", "They failed to pay.", 1),
        ("against slavery", "He spoke against slavery.", 1),
        ("not only bread", "Not only bread was short.", 1),
    ],
)
def test_a_phrase_with_a_negation_needs_it(scheme, answer, mark):
    assert MarkScheme.parse(scheme).mark(answer).mark == mark


def test_negated_count_takes_the_point_either_way():
    assert MarkScheme.parse("bread\n    negated: count").mark("There was no bread.").mark == 1


def test_a_denied_reject_does_not_cancel():
    scheme = MarkScheme.parse("bread\n    reject: meat")
    assert scheme.mark("They wanted bread, never meat.").mark == 1
    assert scheme.mark("They wanted bread and meat.").mark == 0


def test_negation_is_english_only():
    assert MarkScheme.parse("language: de\nBrot").mark("not Brot").mark == 1
