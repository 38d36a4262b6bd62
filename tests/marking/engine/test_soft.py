"""What takes back what an answer says without denying it: the mark stays, a person is asked."""

import pytest

from marking.engine import MarkScheme

TAKEN_BACK = [
    ("censorship", "They abolished censorship."),
    ("censorship", "They stopped the censorship."),
    ("censorship", "He got rid of censorship."),
    ("censorship", "They did away with censorship."),
    ("censorship", "They gave up censorship."),
    ("war", "They avoided war."),
    ("war", "The war was prevented."),
    ("war", "The war failed to happen."),
    ("war", "War would be the wrong answer."),
    ("land reform", "It is a myth that he wanted land reform."),
    ("land reform", "It is false that there was land reform."),
    ("land reform", "It is wrong to say land reform."),
    ("land reform", "People wrongly say land reform."),
    ("land reform", "anything but land reform"),
    ("land reform", "everything except land reform"),
    ("land reform", "all apart from land reform"),
    ("land reform", "Few wanted land reform."),
    ("land reform", "If he had used land reform."),
    ("land reform", "Had he used land reform."),
    ("land reform", "He should have used land reform."),
    ("land reform", "He would have liked land reform."),
    ("land reform", "Was it land reform?"),
    ("land reform", "Land reform? No."),
    ("land reform", "He dident want land reform."),
    ("land reform", "He did n0t want land reform."),
    ("land reform", "idk land reform"),
    ("land reform", "I am not sure but land reform"),
    ("renewable", "non renewable"),
    ("president", "the vice president"),
    ("language: de\nDemokratie", "keine Demokratie"),
    ("language: fr\ndémocratique", "Il n'est pas démocratique."),
    ("language: no\ndemokratisk", "ikke demokratisk"),
    ("language: es\ndemocracia", "nunca democracia"),
]
MEANT = [
    ("censorship", "They had censorship."),
    ("stop* ~ censorship", "They stopped the censorship."),
    ("abolished serfdom", "He abolished serfdom."),
    ("land reform", "He ended the war and began land reform."),
    ("land reform", "He stopped. Land reform began."),
    ("land reform", "It would be land reform."),
    ("language: de\nDemokratie", "die Demokratie"),
]


@pytest.mark.parametrize(("scheme", "answer"), TAKEN_BACK)
def test_what_is_taken_back_is_never_sure(scheme: str, answer: str) -> None:
    assert MarkScheme.parse(scheme).mark(answer).review


@pytest.mark.parametrize(("scheme", "answer"), MEANT)
def test_what_is_meant_is_not_doubted(scheme: str, answer: str) -> None:
    marked = MarkScheme.parse(scheme).mark(answer)
    assert marked.mark == 1
    assert "doubted" not in {reason.code for reason in marked.reasons}
