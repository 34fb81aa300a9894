"""Make the word lists of geomap/recognition/data from public lists.

words.txt: English words in lower case, from Debian's package `wamerican` (SCOWL,
permissive licence); first_names.txt: first names of the 1990 census of the
United States (public domain; the PyPI package `names` carries the files),
together with first_names_extra.txt, which is kept by hand; surnames.txt: the
15,000 most frequent surnames of the same census that are names of places too.

usage: python scripts/build_lexicon.py /usr/share/dict/american-english FOLDER_WITH_dist.male.first
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from geomap.gazetteer import load_gazetteer

DATA = Path(__file__).parent.parent / "geomap" / "recognition" / "data"


def main(dictionary: Path, census: Path) -> None:
    """Write both lists, sorted, one word a line."""
    words = {word for word in dictionary.read_text("utf-8").split() if re.fullmatch(r"[a-z]{2,}", word)}
    names = {
        line.split()[0].lower()
        for part in ("dist.male.first", "dist.female.first")
        for line in (census / part).read_text("ascii").splitlines()
    }
    gazetteer = load_gazetteer()
    lines = (census / "dist.all.last").read_text("ascii").splitlines()[:15_000]
    surnames = {line.split()[0].lower() for line in lines if gazetteer(line.split()[0])}
    for file, values in (("words.txt", words), ("first_names.txt", names), ("surnames.txt", surnames)):
        (DATA / file).write_text("\n".join(sorted(values)) + "\n", "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
