"""Score the geoparser on the corpus its weights were fitted on, fairly: each part by weights fitted on the rest.

usage: python scripts/crossvalidate_places.py CORPUS.jsonl PREDICTIONS.jsonl [--folds 5] [--also CORPUS.jsonl ...]

What is named by --also is fitted on, too, every time. Writes one JSON line per document: id, and the mentions (start, end, text, lat,
lon) that the weights of the other folds give, for any scorer.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from unittest import mock

from train_places import Arrays, acceptance_examples, examples, fit, join

from geomap import linear, resolution
from geomap.geoparser import Geoparser
from geomap.recognition import evidence


def fit_without(data: Arrays, also: Sequence[Arrays], held: int, folds: int) -> tuple[float, ...]:
    """Fit one model on all documents but those of one fold."""
    kept = data[2] % folds != held
    features, labels, _ = join([(data[0][kept], data[1][kept], data[2][kept]), *also])
    return tuple(map(float, fit(features, labels)))


def main() -> None:
    """Fit without each fold in turn and write what is found in it."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("corpus", type=Path)
    parser.add_argument("predictions", type=Path)
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--also", type=Path, nargs="*", default=[])
    options = parser.parse_args()
    geoparser = Geoparser()
    records = [json.loads(line) for line in options.corpus.read_text("utf-8").split("\n") if line.strip()]
    first, second = examples(options.corpus), acceptance_examples(options.corpus)
    more_first = [examples(path) for path in options.also]
    more_second = [acceptance_examples(path) for path in options.also]
    lines = []
    for held in range(options.folds):
        fitted = {
            evidence.FEATURES: fit_without(first, more_first, held, options.folds),
            resolution.ACCEPTANCE: fit_without(second, more_second, held, options.folds),
            resolution.CALIBRATION: linear.weights("calibration", resolution.CALIBRATION),
        }
        with (
            mock.patch.object(evidence, "weights", lambda _, names, fitted=fitted: fitted[names]),
            mock.patch.object(resolution, "weights", lambda _, names, fitted=fitted: fitted[names]),
        ):
            for record in records[held :: options.folds]:
                found = [
                    m
                    for m in geoparser(record["text"])
                    if m.feature_type == "place" and m.status != "unresolved"
                ]
                mentions = [
                    {"start": m.start, "end": m.end, "text": m.surface, "lat": m.lat, "lon": m.lon}
                    for m in found
                ]
                lines.append(json.dumps({"id": record["id"], "mentions": mentions}, ensure_ascii=False))
    options.predictions.write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()
