"""Score the geoparser on the corpus its weights were fitted on, fairly: each part by weights fitted on the rest.

usage: python scripts/crossvalidate_places.py CORPUS.jsonl PREDICTIONS.jsonl [--folds 5]

Writes one JSON line per document: id, and the mentions (start, end, text, lat,
lon) that the weights of the other folds give, for any scorer.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from unittest import mock

from train_places import examples, fit

from geomap.geoparser import Geoparser
from geomap.recognition import evidence


def main() -> None:
    """Fit without each fold in turn and write what is found in it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("predictions", type=Path)
    parser.add_argument("--folds", type=int, default=5)
    options = parser.parse_args()
    geoparser = Geoparser()
    records = [json.loads(line) for line in options.corpus.read_text("utf-8").split("\n") if line.strip()]
    features, labels, documents = examples(options.corpus)
    lines = []
    for held in range(options.folds):
        weights = tuple(fit(features[documents % options.folds != held], labels[documents % options.folds != held]))
        with mock.patch.object(evidence, "_weights", lambda weights=weights: weights):
            for record in records[held :: options.folds]:
                found = [m for m in geoparser(record["text"]) if m.feature_type == "place" and m.status != "unresolved"]
                mentions = [{"start": m.start, "end": m.end, "text": m.surface, "lat": m.lat, "lon": m.lon} for m in found]
                lines.append(json.dumps({"id": record["id"], "mentions": mentions}, ensure_ascii=False))
    options.predictions.write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()
