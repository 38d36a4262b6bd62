"""The class's opinion: what it doubts, what it clears, what it learns, and in which order it asks."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest

from marking.engine import MarkScheme
from marking.engine.notation.editing import points_of
from marking.opinion import weights
from marking.opinion.alarms import alarms
from marking.opinion.forming import Opinion, form
from marking.opinion.order import ASK_FROM, View, asks, queue, views
from marking.opinion.outlook import between, outlook
from marking.opinion.phrases import SIGNS, phrases
from marking.opinion.reasons import Teller
from marking.opinion.seen import Seen, SeenPoint, from_marked, is_hard, key_words
from marking.opinion.traits import TRAITS
from marking.pure.grouping import Answer

BRIEF = list(TRAITS).index("brief")
SCHEME = "photosynthesis [1]\n"
QUESTION = "How do plants make their food?"
CLASS = [
    *["photosynthesis"] * 9,
    *["by photosynthesis in the leaves"] * 3,
    *[
        "they use sunlight to make sugar",
        "sunlight makes sugar for them",
        "using sunlight and sugar",
        "sunlight, sugar",
    ],
    *["from the soil", "they eat soil", "roots in the soil", "the soil feeds them", "no idea", ""],
]


def seen_of(texts: list[str], scheme: str = SCHEME, decided: dict[int, int] | None = None) -> list[Seen]:
    marked = MarkScheme.parse(scheme, question=QUESTION).mark_many(texts)
    given = {key: Decimal(mark) for key, mark in (decided or {}).items()}
    return [
        from_marked(key, text, one, given.get(key)) for key, (text, one) in enumerate(zip(texts, marked, strict=True))
    ]


def opinion_of(texts: list[str], scheme: str = SCHEME, decided: dict[int, int] | None = None) -> Opinion:
    worth = MarkScheme.parse(scheme, question=QUESTION).worth
    return form(seen_of(texts, scheme, decided), scheme=scheme, worth=worth, question=QUESTION)


def test_what_many_wrote_and_were_given_is_doubted_less_than_a_zero_that_others_share_words_with() -> None:
    opinion = opinion_of(CLASS)
    assert opinion.chance(0) < opinion.chance(CLASS.index("sunlight, sugar"))
    assert opinion.chance(CLASS.index("")) < opinion.chance(CLASS.index("sunlight, sugar"))
    assert all(0 <= opinion.chance(key) <= 1 for key in range(len(CLASS)))


def test_an_opinion_is_the_same_in_any_order_of_the_answers() -> None:
    one = opinion_of(CLASS)
    other = opinion_of(CLASS[::-1])
    last = len(CLASS) - 1
    assert [one.chance(key) for key in range(len(CLASS))] == pytest.approx(
        [other.chance(last - key) for key in range(len(CLASS))], abs=1e-5
    )


def test_a_decision_moves_like_answers_and_leaves_others() -> None:
    opinion = opinion_of(CLASS)
    place = CLASS.index("they use sunlight to make sugar")
    before = [opinion.chance(key) for key in range(len(CLASS))]
    opinion.learn({place: Decimal(1)})
    after = [opinion.chance(key) for key in range(len(CLASS))]
    like, unlike = CLASS.index("sunlight, sugar"), CLASS.index("no idea")
    assert after[like] > before[like] + 0.05
    assert after[like] - before[like] > after[unlike] - before[unlike]
    opinion.learn({})
    assert [opinion.chance(key) for key in range(len(CLASS))] == pytest.approx(before)


def test_a_decision_on_a_wording_of_the_scheme_moves_what_else_it_met() -> None:
    texts = [*[f"light in {word}" for word in ("rooms", "summer", "May")], *[f"chlorophyll {n}th" for n in range(9)]]
    opinion = opinion_of(texts, "chlorophyll / light [1]\n")
    before = [opinion.chance(key) for key in range(len(texts))]
    opinion.learn({0: Decimal(0)})
    moved = [opinion.chance(key) / before[key] for key in range(len(texts))]
    assert min(moved[1:3]) > 1.3
    assert min(moved[1:3]) > 1.1 * max(moved[3:])


def test_an_answer_is_doubted_no_more_for_each_point_that_it_could_have_met() -> None:
    texts = [*CLASS, *[f"roots take water number {number} from the soil" for number in range(4)]]
    one = opinion_of(texts, "chlorophyll [1]\n")
    many = opinion_of(texts, "max 3\n" + "".join(f"{word} [1]\n" for word in ("chlorophyll", "stomata", "glucose")))
    for key, text in enumerate(texts):
        if text.strip():
            assert many.chance(key) <= one.chance(key) + 0.15


def test_learning_is_the_same_as_forming_anew_with_the_decisions() -> None:
    learnt = opinion_of(CLASS)
    learnt.learn({12: Decimal(1), 16: Decimal(0)})
    assert learnt.chances == pytest.approx(opinion_of(CLASS, decided={12: 1, 16: 0}).chances)


def test_a_scheme_of_several_points_is_doubted_up_and_down() -> None:
    scheme = "max 2\nphotosynthesis [1]\nsunlight [1]\n"
    opinion = opinion_of(CLASS, scheme)
    assert opinion.points.shape[1] == 2
    half = CLASS.index("photosynthesis")
    assert 0 < opinion.chances_up[opinion.place[half]] <= opinion.chances[opinion.place[half]] <= 1


def test_a_mark_for_less_than_others_write_is_doubted_more() -> None:
    longer = [f"photosynthesis makes their sugar in {place}" for place in ("leaves", "daylight", "cells", "summer")]
    texts = [*longer, "photosynthesis", "they find sugar in the soil", "soil", *["soil and rain feed their roots"] * 5]
    opinion = opinion_of(texts)
    brief = {text: opinion.tables[0][opinion.place[key]][BRIEF] for key, text in enumerate(texts)}
    assert brief["photosynthesis"] > 0.5
    assert [brief[text] for text in longer] == [0.0] * 4
    assert brief["soil"] == 0.0  # it was given nothing: that it is brief says nothing against that
    alone = opinion_of([*["photosynthesis"] * 4, *texts[4:5], *["soil"] * 7])
    assert alone.tables[0][alone.place[4]][BRIEF] == 0.0
    weighed = weights.fitted()
    assert weighed["brief"] > 0


def test_more_answers_than_are_looked_at_at_once_and_odd_ones_are_managed() -> None:
    texts = [f"answer number {number} says {chr(97 + number % 26) * 3}" for number in range(1_300)] + [
        "",
        "…",
        "\ud7ff",
    ]
    opinion = opinion_of(texts)
    assert len(views(opinion)) == len(texts)
    assert np.isfinite(opinion.chances).all()


# ---- what is asked, and in which order -----------------------------------------------------------------


def test_what_the_engine_doubts_in_the_text_asks_whatever_the_class_says() -> None:
    seen = Seen(1, "photosynthesys?", Decimal(0), (SeenPoint("near"),), 0.6, review=True, hard=True)
    assert asks(seen, 0.0)


def test_a_soft_doubt_that_the_class_clears_asks_no_longer() -> None:
    seen = Seen(1, "photosynthesis in leaves", Decimal(1), (SeenPoint("matched"),), 0.9, review=True)
    assert not asks(seen, 0.01)
    assert asks(seen, 0.5)


def test_what_the_engine_doubts_for_what_it_does_not_know_is_soft() -> None:
    met = [SeenPoint("matched")]
    assert not is_hard(met, ["beyond", "nothing", "little"])
    assert is_hard(met, ["beyond", "hedged"])
    assert is_hard([SeenPoint("negated")], [])


def test_up_to_a_share_of_a_class_what_is_a_little_doubtful_is_asked_about_too() -> None:
    texts = [*["photosynthesis"] * 60, "sun and sugar", "roots of it", "it is green", "by growing", "in the leaves"]
    opinion = opinion_of(texts)
    opinion._belief.chance[:] = 0.01
    unsure = [opinion.place[key] for key in range(60, 65)]
    for row in unsure:
        opinion._belief.chance[opinion._of == row] = 0.1
    assert [key for key, view in views(opinion).items() if view.asks] == [60, 61, 62, 63, 64]
    doubted = np.isin(opinion._of, [row for row in range(len(opinion.members)) if row not in unsure])
    opinion._belief.chance[doubted] = ASK_FROM + 0.1  # so many that no more are asked about
    assert [key for key, view in views(opinion).items() if not view.asks] == [60, 61, 62, 63, 64]


def test_the_queue_begins_with_what_asks_and_then_with_what_is_worth_most() -> None:
    answers = [
        Answer(key, text, Decimal(0), confidence=0.9) for key, text in enumerate(["alpha", "beta", "gamma", "delta"])
    ]
    known = {
        0: View(0.05, 0.0, asks=False),
        1: View(0.3, 0.0, asks=True),
        2: View(0.3, 9.0, asks=True),
        3: View(0.01, 0.0, asks=True),
    }
    assert [group.answers[0].key for group in queue(answers, known)] == [2, 1, 3, 0]


def test_equal_answers_are_one_decision_and_one_without_a_view_is_as_doubtful_as_the_engine_says() -> None:
    answers = [Answer(key, "sunlight", Decimal(0), confidence=0.4) for key in range(3)]
    (group,) = queue([*answers], {0: View(0.2, 0.0, asks=False)})
    assert len(group.answers) == 3


# ---- reasons -------------------------------------------------------------------------------------------


def test_reasons_say_how_many_share_a_word_and_how_many_wrote_the_same() -> None:
    opinion = opinion_of(CLASS)
    teller = Teller(opinion, key_words(SCHEME))
    unmet = " ".join(teller.of(opinion.place[CLASS.index("sunlight, sugar")]))
    assert "3 others whose mark is 0 say ‘s" in unmet
    met = " ".join(teller.of(opinion.place[0]))
    assert "8 others wrote the same and were given the point" in met


def test_reasons_tell_of_what_people_decided_about_like_answers() -> None:
    opinion = opinion_of(CLASS, decided={CLASS.index("sunlight makes sugar for them"): 1})
    said = Teller(opinion, key_words(SCHEME)).of(opinion.place[CLASS.index("they use sunlight to make sugar")])
    assert "People changed the mark of 1 of 1 similar answers." in said


# ---- phrases -------------------------------------------------------------------------------------------


def test_phrases_are_those_that_answers_without_marks_share_with_inflections_and_slips_joined() -> None:
    texts = [*CLASS, "sunlihgt and sugars"]
    offered = phrases(opinion_of(texts), key_words(SCHEME), question=QUESTION)
    by_words = {one.wording: one for one in offered}
    assert len(by_words["sunlight"].keys) == 5
    assert "food" not in by_words  # the question's own
    assert "photosynthesis" not in by_words


def test_of_phrases_in_the_same_answers_the_narrowest_is_offered() -> None:
    texts = [*CLASS, "energy of light waves", "the energy of light waves", "energy light waves"]
    wordings = [one.wording for one in phrases(opinion_of(texts), key_words(SCHEME), question=QUESTION)]
    assert "energy light waves" in wordings
    assert "light waves" not in wordings


def test_what_people_gave_makes_a_phrase_likelier_and_what_was_decided_is_not_offered_again() -> None:
    sun = CLASS.index("sunlight makes sugar for them")
    before = {one.wording: one for one in phrases(opinion_of(CLASS), key_words(SCHEME), question=QUESTION)}
    after = {
        one.wording: one for one in phrases(opinion_of(CLASS, decided={sun: 1}), key_words(SCHEME), question=QUESTION)
    }
    assert after["sunlight"].chance > before["sunlight"].chance
    left = phrases(opinion_of(CLASS), key_words(SCHEME), question=QUESTION, known={before["sunlight"].run})
    assert "sunlight" not in [one.wording for one in left]


# ---- alarms --------------------------------------------------------------------------------------------


def codes(texts: list[str], scheme: str, decided: dict[int, int] | None = None) -> list[tuple[str, int]]:
    return [(one.code, one.point) for one in alarms(seen_of(texts, scheme, decided), points_of(scheme))]


def test_a_point_that_nobody_or_everybody_met_is_named() -> None:
    texts = [f"leaves use sunlight {word}" for word in ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"]]
    assert codes(texts, "max 2\nsunlight [1]\nchlorophyll [1]\n") == [("nobody", 2), ("everybody", 1)]


def test_a_question_without_any_mark_is_one_alarm() -> None:
    assert codes(["from the soil"] * 12, SCHEME) == [("zero", 0)]


def test_a_point_that_a_fifth_of_the_class_denies_is_named_unless_denials_count() -> None:
    texts = ["there was no rain"] * 5 + ["rain"] * 9
    assert ("denied", 1) in codes(texts, "rain [1]\n")
    assert codes(texts, "rain [1]\n    negated: count\n") == [("everybody", 1)]


def test_an_alternative_that_comes_with_a_persons_zero_is_named() -> None:
    texts = ["light"] * 5 + ["photosynthesis"] * 8
    decided = dict.fromkeys(range(5), 0)
    scheme = "photosynthesis / light [1]\n"
    raised = alarms(seen_of(texts, scheme, decided), points_of(scheme))
    assert [(one.code, one.words, one.count) for one in raised if one.code == "generous"] == [("generous", "light", 5)]


def test_too_few_answers_raise_no_alarm() -> None:
    assert codes(["from the soil"] * 5, SCHEME) == []


# ---- what is left --------------------------------------------------------------------------------------


def test_the_estimate_narrows_with_a_sample_and_holds_nothing_where_nothing_is_doubtful() -> None:
    wide = outlook([0.05] * 100, [0.5])
    narrow = outlook([0.05] * 100, [0.5], sampled=200, changed=10)
    assert wide.low <= 0.05 <= wide.high
    assert narrow.high - narrow.low < wide.high - wide.low
    assert outlook([], []).enough
    assert not outlook([0.3] * 20, [0.3] * 20).enough


def test_the_interval_is_that_of_the_beta_binomial_distribution() -> None:
    scipy_stats = pytest.importorskip("scipy.stats")
    low, high = between(3.0, 27.0, 60)
    known = scipy_stats.betabinom(60, 3.0, 27.0)
    assert low * 60 == pytest.approx(known.ppf(0.025), abs=1)
    assert high * 60 == pytest.approx(known.ppf(0.975), abs=1)


# ---- weights -------------------------------------------------------------------------------------------


def test_weights_that_come_with_the_program_name_every_trait_and_their_data() -> None:
    assert set(weights.fitted()) == {"bias", *TRAITS}
    assert set(weights.fitted("phrases")) == {"bias", *SIGNS}
    assert "left_out" in weights.about()


def test_fitting_finds_the_trait_that_tells_and_holds_one_against_its_sign_at_nothing() -> None:
    dice = np.random.default_rng(1)
    traits = dice.random((600, 2))
    wrong = (dice.random(600) < weights.chance(4 * traits[:, 0] - 3 * traits[:, 1])).astype(float)
    fitted = weights.fit(traits, wrong, np.ones(600), {"tells": 1, "against": 1}, ridge=0.1)
    assert fitted["tells"] > 1
    assert fitted["against"] == 0


def test_a_word_that_is_there_only_without_what_was_met_breaks_no_opinion() -> None:
    scheme = "metres [1]\n1 [1]\n"
    seen = seen_of(["10.2 m", *CLASS], scheme)
    within_a_word = (SeenPoint("missed"), SeenPoint("matched", spans=((0, 1),)))  # "0.2" is no word of "10.2 m"
    seen[0] = replace(seen[0], points=within_a_word)
    opinion = form(seen, scheme=scheme, worth=MarkScheme.parse(scheme).worth, question=QUESTION)
    assert 0 <= opinion.chance(0) <= 1
    teller = Teller(opinion, key_words(scheme))
    assert all(isinstance(teller.of(row), list) for row in range(len(opinion.members)))
