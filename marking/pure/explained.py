"""The words of the figures that are not everyday, each with what it says: one table for every page."""

from __future__ import annotations

EXPLAINED = {
    "facility": ("The share of a question’s marks that the class got: 90 % is easy, 30 % is hard."),
    "discrimination": (
        "Whether those who did well on the rest of the paper did well on this question too, from −1 to 1. From 0.2 "
        "it is fair, from 0.3 good. Near 0 it does not tell strong from weak: too easy, too hard or unclear. Below "
        "0 the weaker did better: look at its mark scheme."
    ),
    "people minus engine": (
        "On answers that a person has marked as well: how many marks more the person gave than the engine, on "
        "average. In brackets, on how many answers. Much above 0, the mark scheme is too strict."
    ),
    "mean": ("The average: all marks added up, divided by how many there are."),
    "middle": (
        "The median: half of the students have more than this, half have less. One very low mark does not pull it "
        "down, as it does the mean."
    ),
    "reliability": (
        "How alike the totals would come out if the same students sat another paper of this kind: 1 is exactly "
        "alike, 0 is chance. Cronbach’s alpha is the usual way to work it out from one paper. About 0.7 is good "
        "for a class; a short quiz has less."
    ),
    "standard error": (
        "How far a total strays by luck of the questions and of the day: a student with 12 and a standard error of "
        "2 would mostly get 10 to 14."
    ),
    "kappa": (
        "How far two markers agree beyond what chance alone would give: 1 is always, 0 is no more than chance. "
        "Marks that are far apart count more than marks that are close (quadratic weights)."
    ),
    "95 % confidence": (
        "Only some answers were compared, so the share among all of them lies somewhere in a range. A range worked "
        "out in this way holds the true share 95 times in 100; it narrows as more are compared."
    ),
    "confidence": (
        "How sure the engine is that a careful teacher would give the same mark, from 0 to 1. It says nothing of "
        "how good the answer is. Where it is not sure, a person is asked."
    ),
}
# What else says one of these words on a page.
ALSO = {
    "median": "middle",
    "cronbach": "reliability",
    "alpha": "reliability",
    "quadratic weighted": "kappa",
    "interval": "95 % confidence",
}
