"""Makes the fonts of the pages from the fonts they come from; docs/CONTRIBUTING.md says where those are had.

`python -m tests.runtime.make_fonts FOLDER`: the SOURCES lie in FOLDER or below it. Each font becomes two files,
`-base` and `-more`, so that a page without letters such as ł or ș fetches the first alone; colours.css says which.
Both licences reserve the fonts' names for the unchanged files, so the names inside are ours.
"""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

TARGET = Path(__file__).parents[2] / "quizzes/static/quizzes/fonts"
SOURCES = {
    "sans": ("SourceSans3VF-Upright.ttf", "Markscheme Sans", "Regular"),
    "serif": ("CharisSIL-Regular.ttf", "Markscheme Serif", "Regular"),
    "serif-bold": ("CharisSIL-Bold.ttf", "Markscheme Serif", "Bold"),
    "serif-italic": ("CharisSIL-Italic.ttf", "Markscheme Serif", "Italic"),
}
FEATURES = ["kern", "liga", "calt", "ccmp", "locl", "mark", "mkmk", "tnum", "lnum"]

# English and the languages of western Europe, with the marks that the pages write.
BASE = "20-7E A0-FF 131 152-153 2C6 2DA 2DC 2009-200A 2010-2015 2018-201E 2020-2022 2026 202F-2030 2032-2033 2039-203A"
BASE += " 2044 20AC 2122 2190-2193 2212 2215 2248 2260 2264-2265 2713"
# The rest of Latin Extended-A, and the letters of Romanian, Welsh and capital ẞ that lie further up.
MORE = "100-130 132-151 154-17F 218-21B 1E80-1E85 1E9E 1EF2-1EF3"


def letters(ranges: str) -> list[int]:
    """Return the code points of `ranges`, written as in CSS without the U+."""
    spans = [(part.split("-")[0], part.split("-")[-1]) for part in ranges.split()]
    return [point for first, last in spans for point in range(int(first, 16), int(last, 16) + 1)]


def make(source: Path, target: Path, ranges: str, family: str, style: str) -> None:
    """Write to `target`, as WOFF2, the letters in `ranges` of the font in `source`, under a name of its own."""
    font = TTFont(source, recalcTimestamp=False)
    options = Options(layout_features=FEATURES, hinting=False, name_IDs=[0, 1, 2, 3, 4, 6, 13, 14], notdef_outline=True)
    options.flavor = "woff2"
    options.drop_tables += ["Silf", "Glat", "Gloc", "Feat", "Sill", "DSIG", "meta"]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=letters(ranges))
    subsetter.subset(font)
    if "fvar" in font:
        font = instancer.instantiateVariableFont(font, {"wght": (400, 700)})
    joined = family.replace(" ", "")
    for entry in list(font["name"].names):
        new = {1: family, 2: style, 3: f"{joined}-{style}", 4: f"{family} {style}", 6: f"{joined}-{style}"}
        if entry.nameID in new:
            entry.string = new[entry.nameID]
        elif entry.nameID not in {0, 13, 14}:
            font["name"].removeNames(nameID=entry.nameID)
    font.flavor = "woff2"
    font.save(target)
    print(f"{target.name}: {target.stat().st_size:,} bytes, {len(font.getBestCmap())} letters")


def main(folder: Path) -> None:
    """Make every font from the files below `folder`."""
    for name, (source, family, style) in SOURCES.items():
        [path, *_] = folder.rglob(source)
        for part, ranges in (("base", BASE), ("more", MORE)):
            make(path, TARGET / f"{name}-{part}.woff2", ranges, family, style)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
