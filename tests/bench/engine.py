"""Speed of the marking engine beside a plain keyword loop: `python -m tests.bench.engine`.

Both work on the same made-up history answers and the same 10 points with 25 alternatives, in one process, on
one core, in turns (so that whatever else the machine does hits both), and the median of the turns counts. The
engine does everything it does: evidence, negation, doubt. The loop is what a quick script would do: RapidFuzz's
partial_ratio of every keyword against the lower-cased answer, at least 85, and no evidence.

In those turns the engine has met the answers' words before, as it has in all but the first class of a question. What
the first one costs, every word being new, is a table of its own.
"""

from __future__ import annotations

import argparse
import gc
import random
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable

from rapidfuzz import fuzz

from marking.engine import MarkScheme

POINTS = [
    ["socialism in one country", "building socialism", "one country"],
    ["permanent revolution", "world revolution"],
    ["Treaty of Rapallo", "Rapallo", "deal with Germany"],
    ["Comintern", "Third International"],
    ["social fascists", "social fascism", "class against class"],
    ["five-year plan", "planned economy"],
    ["collectivisation", "collective farms", "kolkhoz"],
    ["kulaks", "rich peasants", "dekulakisation"],
    ["General Secretary", "party secretary"],
    ["New Economic Policy", "NEP"],
]
KEYWORDS = [alternative.lower() for point in POINTS for alternative in point]
SCHEME = "\n".join(" / ".join(point) + " [1]" for point in POINTS)
FILLER = """
Stalin wanted the party to follow him because the country was weak and surrounded by enemies after the war . Many
workers in Leningrad did not trust the peasants who kept their grain away from the towns during winter . It was hard
to trade with Britain and France , so Moscow looked for a way out . Trotsky argued that workers abroad would rise and
help ; others in the Politburo thought this was a dream . In 1927 relations with London broke down , and in China the
communists were shot by their former allies . Lenin had warned of him in a letter that was never read to the whole
congress . By 1932 factories grew quickly , but ordinary people went hungry and had few goods to buy in the shops
""".split()  # noqa: SIM905


def misspelt(word: str, dice: random.Random) -> str:
    """The word with one slip: a letter left out, doubled, or changed places with the next."""
    if len(word) < 5:
        return word
    at = dice.randrange(1, len(word) - 1)
    slips = [
        word[:at] + word[at + 1 :],
        word[:at] + word[at] + word[at:],
        word[:at] + word[at + 1] + word[at] + word[at + 2 :],
    ]
    return dice.choice(slips)


def answers_of(words: int, number: int, seed: int = 1) -> list[str]:
    """Answers of about so many words: keywords of some points among sentences, one word in twenty misspelt."""
    dice = random.Random(seed)
    answers = []
    for _ in range(number):
        parts: list[str] = []
        while len(parts) < words:
            if dice.random() < 0.05:
                parts.extend(dice.choice(dice.choice(POINTS)).split())
            else:
                at = dice.randrange(len(FILLER) - 6)
                parts.extend(FILLER[at : at + dice.randrange(2, 7)])
        parts = [misspelt(word, dice) if dice.random() < 0.05 else word for word in parts[:words]]
        answers.append(" ".join(parts).replace(" ,", ",").replace(" .", ".").replace(" ;", ";"))
    return answers


def plain_loop(answers: list[str]) -> list[int]:
    """What a quick script does: a keyword counts from a partial_ratio of 85; the best alternative earns the point."""
    marks = []
    for answer in answers:
        text = answer.lower()
        marks.append(sum(any(fuzz.partial_ratio(word.lower(), text) >= 85 for word in point) for point in POINTS))
    return marks


def rates(sides: dict[str, Callable[[], object]], answers: int, rounds: int) -> dict[str, float]:
    """Answers a second of each side, the median of rounds in which the sides take turns."""
    taken: dict[str, list[float]] = {name: [] for name in sides}
    for _ in range(rounds):
        for name, work in sides.items():
            gc.collect()
            started = time.perf_counter()
            work()
            taken[name].append(time.perf_counter() - started)
    return {name: answers / statistics.median(seconds) for name, seconds in taken.items()}


def beside_the_loop(rounds: int) -> None:
    """Prints both sides for short, middling and long answers."""
    scheme = MarkScheme.parse(SCHEME)
    print(f"10 points, {len(KEYWORDS)} alternatives; answers a second, median of {rounds} rounds in turns\n")
    print(f"{'words':>6} {'answers':>8} {'engine':>9} {'plain loop':>11} {'ratio':>6}")
    for words, number in [(15, 4000), (60, 1500), (300, 400)]:
        answers = answers_of(words, number)
        sides = {"engine": lambda a=answers: scheme.mark_many(a), "loop": lambda a=answers: plain_loop(a)}
        speeds = rates(sides, number, rounds)  # type: ignore[arg-type]
        print(
            f"{words:>6} {number:>8} {speeds['engine']:>9,.0f} {speeds['loop']:>11,.0f}"
            f" {speeds['engine'] / speeds['loop']:>6.2f}",
            flush=True,
        )


def classes() -> None:
    """Prints what a class of 30 costs when its words come for the first time, and when they have come before."""
    print("\nA class of 30 different answers, milliseconds of processor time; a process each")
    print(f"{'words':>6} {'read scheme':>12} {'new words':>10} {'other class':>12} {'plain loop':>11}")
    for words in (15, 60, 300):
        subprocess.run([sys.executable, "-m", "tests.bench.engine", "--class", str(words)], check=True)


def one_class(words: int) -> None:
    """Reads the scheme, marks one class and then another one, and prints a line of the table.

    The second class has its own slips of the pen, but else the words of the first, as a real one has.
    """
    first, second = answers_of(words, 30, seed=1), answers_of(words, 30, seed=2)
    # Reading the lists of English words is the start of the process, not of the class.
    MarkScheme.parse("electric kettle").mark("the eletrick ketle")
    taken = []
    steps: list[Callable[[], object]] = [
        lambda: MarkScheme.parse(SCHEME),
        lambda: MarkScheme.parse(SCHEME).mark_many(first),
        lambda: MarkScheme.parse(SCHEME).mark_many(second),
        lambda: plain_loop(second),
    ]
    for step in steps:
        gc.collect()
        started = time.process_time()
        step()
        taken.append(1000 * (time.process_time() - started))
    print(f"{words:>6} {taken[0]:>12.1f} {taken[1]:>10.1f} {taken[2]:>12.1f} {taken[3]:>11.1f}", flush=True)


def growth(words: int = 15) -> None:
    """Prints time and peak memory for 1,000 to 100,000 answers, each size in a process of its own."""
    print(f"\nAnswers of {words} words in chunks of 1,000, as the command marks them; a process each")
    print(f"{'answers':>8} {'seconds':>8} {'answers/s':>10} {'peak memory':>12}")
    for number in (1_000, 10_000, 100_000):
        subprocess.run([sys.executable, "-m", "tests.bench.engine", "--one", str(number), str(words)], check=True)


def one_size(number: int, words: int) -> None:
    """Marks so many answers, a chunk at a time, and prints a line of the table."""
    scheme = MarkScheme.parse(SCHEME)
    seconds = 0.0
    for start in range(0, number, 1_000):
        answers = answers_of(words, 1_000, seed=start)
        started = time.perf_counter()
        scheme.mark_many(answers)
        seconds += time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{number:>8,} {seconds:>8.2f} {number / seconds:>10,.0f} {peak:>9.0f} MB", flush=True)


def main() -> None:
    """All tables, or with `--one` and `--class` a line of one."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=7, help="turns of each side")
    parser.add_argument("--one", nargs=2, type=int, metavar=("ANSWERS", "WORDS"), help=argparse.SUPPRESS)
    parser.add_argument("--class", dest="words", type=int, metavar="WORDS", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        one_size(*options.one)
        return
    if options.words:
        one_class(options.words)
        return
    beside_the_loop(options.rounds)
    classes()
    growth()


if __name__ == "__main__":
    main()
