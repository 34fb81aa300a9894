"""Rows that look like those of a GeoNames dump, as many as are wanted, always the same ones."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

_SYLLABLES = (
    "ka ra mi to san lo ve gra bel no dor wich ham ton burg ski ov la me shi ru zan bo de qu el ar in es "
    "ən şı çay gül ба ск ое но 山 川 al-".split()
)
#: Shares of the feature classes in allCountries.txt, in percent, with a frequent code of each.
_FEATURES = (
    [("P", "PPL")] * 38 + [("P", "PPLX")] * 3 + [("S", "SCH")] * 12 + [("S", "AIRP")] * 1 + [("S", "HTL")] * 6 + [("H", "STM")] * 12
    + [("H", "LK")] * 5 + [("H", "WLL")] * 2 + [("T", "MT")] * 6 + [("T", "HLL")] * 7 + [("A", "ADM3")] * 3 + [("A", "ADM4")] * 2
    + [("L", "PRK")] * 1 + [("L", "LCTY")] * 1 + [("V", "FRST")] * 1
)  # fmt: skip
_COUNTRIES = [a + b for a in "ACGILMPRSTU" for b in "AEIMNRSTUZ"]


def rows(count: int, *, seed: int = 5) -> Iterator[str]:
    """Yield `count` lines of 19 columns: two thirds of the names are their place's own, a third has alternates."""
    chance = random.Random(seed)  # noqa: S311  the same rows every time
    common = [_word(chance) for _ in range(200_000)]
    for number in range(count):
        feature_class, code = chance.choice(_FEATURES)
        name = chance.choice(common) if chance.random() < 0.35 else f"{_word(chance)} {_word(chance)}"
        alternates = (
            [_word(chance) for _ in range(int(chance.expovariate(0.6)))] if chance.random() < 0.5 else []
        )
        population = int(10 ** chance.uniform(0, 6)) if feature_class == "P" and chance.random() < 0.1 else 0
        cells = [
            number * 11 // 10 + 1, name, name.encode("ascii", "ignore").decode() or "X", ",".join(alternates),
            f"{chance.uniform(-60, 75):.5f}", f"{chance.uniform(-180, 180):.5f}", feature_class, code,
            chance.choice(_COUNTRIES), "", f"{chance.randrange(40):02d}", "", "", "", population, "", chance.randrange(3000),
            "Etc/UTC", f"20{chance.randrange(6, 26):02d}-{chance.randrange(1, 13):02d}-{chance.randrange(1, 29):02d}",
        ]  # fmt: skip
        yield "\t".join(map(str, cells))


def write_rows(path: Path, count: int) -> Path:
    """Write `count` rows to a file and return it."""
    with path.open("w", encoding="utf-8") as file:
        file.writelines(f"{line}\n" for line in rows(count))
    return path


def _word(chance: random.Random) -> str:
    return "".join(chance.choices(_SYLLABLES, k=chance.randint(2, 4))).capitalize()
