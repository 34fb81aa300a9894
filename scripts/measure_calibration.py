"""Print how often mentions of each score are right: a reliability table.

usage: python scripts/measure_calibration.py CORPUS.jsonl [CORPUS.jsonl ...]

CORPUS is JSON Lines with `text` and `toponyms` (start, end, lat, lon). A mention
is right if it overlaps an annotated toponym and lies within 161 km of it. Also
prints the two weights that would calibrate the scores better (Platt 1999): 0
and 1 where nothing is to be gained; composed with those in
geomap/recognition/data/weights.json they are the new ones.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
from pyproj import Geod

from geomap import geoparse

GEOD = Geod(ellps="WGS84")
NEAR_METRES = 161_000
EDGES = np.array([0.0, 0.2, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.0])


def judge(path: Path) -> tuple[np.ndarray, np.ndarray]:
    """Return the scores of all placed mentions of a corpus, and whether each is right."""
    scores, right = [], []
    for line in (line for line in path.read_text("utf-8").split("\n") if line.strip()):
        record = json.loads(line)
        for mention in geoparse(record["text"]):
            if mention.feature_type != "place" or mention.lon is None or mention.lat is None:
                continue
            gold = [g for g in record["toponyms"] if g["start"] < mention.end and mention.start < g["end"]]
            if gold and all(g["lat"] is None for g in gold):
                continue  # annotated without a place: neither right nor wrong
            near = (
                GEOD.inv(mention.lon, mention.lat, g["lon"], g["lat"])[2] <= NEAR_METRES
                for g in gold
                if g["lat"] is not None
            )
            scores.append(mention.score)
            right.append(any(near))
    return np.array(scores), np.array(right, dtype=float)


def fit(scores: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Return bias and slope of a logistic regression of being right on the logit of the score."""
    clipped = np.clip(scores, 1e-4, 1 - 1e-4)
    features = np.column_stack([np.ones_like(scores), np.log(clipped / (1 - clipped))])
    weights = np.zeros(2)
    for _ in range(30):
        chance = 1 / (1 + np.exp(-features @ weights))
        curvature = (features * (chance * (1 - chance))[:, None]).T @ features
        weights += np.linalg.solve(curvature, features.T @ (right - chance))
    return weights


def main() -> None:
    """Read the arguments and print one table for each corpus."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("corpora", nargs="+", type=Path)
    for path in parser.parse_args().corpora:
        scores, right = judge(path)
        bins = np.clip(np.digitize(scores, EDGES) - 1, 0, len(EDGES) - 2)
        gap = sum(
            abs(scores[bins == b].mean() - right[bins == b].mean()) * (bins == b).mean() for b in set(bins)
        )
        print(f"{path.stem}: {len(scores)} mentions, expected calibration error {gap:.3f}")
        print("  bias {:.3f}, slope {:.3f}".format(*fit(scores, right)))
        for number in sorted(set(bins)):
            inside = bins == number
            print(
                f"  {EDGES[number]:.2f}-{EDGES[number + 1]:.2f}  {inside.sum():5d} mentions"
                f"  mean score {scores[inside].mean():.2f}  right {right[inside].mean():.2f}"
            )


if __name__ == "__main__":
    main()
