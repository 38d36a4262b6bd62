"""The signs that the confidence of short answers weighs: their names, which way they bear, what they are about.

`signs` sees them, `confidence.json` holds how much each weighs.
"""

# ruff: noqa: SIM905  (long lists of words read best as text)

from __future__ import annotations

# Which way each may bear on the claim that the mark is wrong. Those of answers in which something earned marks:
MET_SIGNS: dict[str, int] = {
    "met_one_word": 1,  # one word was met, and how much more it says
    "met_rare": 1,  # how rare the rarest of its further words is
    "met_turned_round": 1,  # the parts of a point in another order than the scheme's
    "met_turned_bare": 1,  # ... and no "because", "who" or the like between them
    "met_word_before": 1,  # a further word right in front of what was met
    "met_words_behind": 1,  # further words behind it in the same clause
    "met_is_behind": 1,  # a form of "be" right behind it
    "met_as_object": 1,  # a verb or a name before it, and another word at the answer's beginning
    "met_joined": 1,  # "and" between the parts of a point
    "met_deed_between": 1,  # a verb in the past between them
    "met_than": 1,
    "met_or": 1,
    "met_pronoun": 1,
    "met_question": 1,  # the share of the question's words that it says again
    "met_left_out": 1,  # little words of the scheme's phrase that it leaves out
    "met_reason": -1,  # the question asks for a reason, and how much more the answer says
    "met_wildcard": -1,
    "met_over_clauses": -1,  # a clause ends between the parts
    "met_crossed": 1,  # a piece of another point between the parts of one
    "met_open_moved": 1,  # a word that the scheme leaves open, on the other side of what was met
    "met_open_replaced": 1,  # another word in the place of one that the scheme leaves open
    "met_cleft": 1,  # "it is the … that", of something else than was met
    "met_opposite": 1,  # an opposite of a word of what was met
    "met_derived": 1,  # a word of a longer phrase is only of the same stem: light for lit
    "met_own": -1,  # each of the two things that are asked stands beside the question's words for it
    "met_other_order": 1,  # the two things in another order than they are asked in, and nothing tells which is which
    "met_ends_clause": -1,  # a clause ends right behind what was met
}
# Those of answers that have some points and not others, beside these:
PART_SIGNS: dict[str, int] = {
    "part_much": 1,  # how many further words it has
    "part_share": 1,  # the largest share of a missed point's phrase that it has
    "part_unreal": 1,  # a word that is none
    "part_two": 1,  # two further words or more
    "part_three": 1,
    "part_settled": -1,  # what it misses it denies, or gives another number or another name for
    "part_opposite": -1,  # the opposite of a word that it misses
    "part_gives_up": -1,  # "I don't know", "no idea"
}
# What says in other answers that a thing is met in a wrong company; in these the company may answer the rest.
OF_COMPANY = frozenset(
    """met_one_word met_rare met_word_before met_words_behind met_as_object met_question met_pronoun met_is_behind
    met_deed_between met_joined""".split()
)
# Those of answers that earn nothing:
NONE_SIGNS: dict[str, int] = {
    "none_share": 1,  # the largest share of a missed phrase's words that it has
    # the largest share of a point's words that it has in any form, where nothing denies it and neither another number
    # nor an opposite stands for the rest
    "none_covers_plainly": 1,
    "none_known": 1,  # it has any word of the scheme
    "none_long_key": 1,  # how long the scheme's wordings are
    "none_two": 1,  # two further words or more
    "none_three": 1,
    "none_much": 1,  # how many further words it has
    "none_one_in_many": 1,  # a single further word among four or more, where nothing is denied and no opposite said
    "none_modal": 1,
    "none_states": 1,
    "none_more_points": 1,  # two further words or more, and two points that they may say
    "none_sentences": 1,
    "none_unreal": 1,  # a word that is none
    "none_wordings": -1,  # how many wordings the scheme has
    "none_one_word_key": -1,  # one of them is a single word
    "none_rejects": -1,  # the scheme says what it rejects
    "none_rejected_word": -1,
    "none_rejected": -1,  # it plainly says what the scheme rejects
    "none_all": -1,  # "all", "never", "only"
    "none_cause": -1,
    "none_question": -1,  # the share of its words that are the question's
    "none_opposite": -1,  # an opposite of a word of the scheme or the question
    "none_gives_up": -1,  # "I don't know", "no idea"
    "none_other_number": -1,
    "none_denied": -1,  # it denies what the scheme wants, and neither the scheme nor the question says no
}
SIGNS = MET_SIGNS | PART_SIGNS | NONE_SIGNS
# The sign that a reason quotes most, by what it is about.
ABOUT: dict[str, frozenset[str]] = {
    "order": frozenset({"met_turned_round", "met_turned_bare", "met_joined", "met_deed_between"}),
    "beside": frozenset("met_word_before met_is_behind met_as_object met_than met_or".split()),
    "unmet": frozenset("none_share none_covers_plainly none_known".split()),
}
