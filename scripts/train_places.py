"""Fit the weights of geomap/recognition/data/weights.json on annotated news.

usage: python scripts/train_places.py CORPUS.jsonl ... [--folds 5] [--other CORPUS.jsonl ...] [--write]

CORPUS is JSON Lines with `text` and `toponyms` (start, end, lat, lon); the
weights that ship were fitted on TR-News (Kamalloo and Rafiei 2018, MIT licence)
and on tests/data/places/gold2.jsonl.
Only numbers are learned: no text, name or coordinate of a corpus is kept.
Prints the log loss and the share of right decisions, by cross-validation, and
on the other corpora, which are only looked at.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from geomap import linear, resolution
from geomap.files import write_bytes
from geomap.gazetteer import load_gazetteer
from geomap.recognition import evidence
from geomap.recognition.document import Document
from geomap.recognition.toponyms import ToponymMatcher
from geomap.text import fold

RIDGE = 2.0
Arrays = tuple[np.ndarray, np.ndarray, np.ndarray]


def examples(path: Path) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return features, labels (1: overlaps an annotated toponym) and document numbers."""
    matcher = ToponymMatcher(load_gazetteer())
    rows, labels, documents = [], [], []
    for number, line in enumerate(line for line in path.read_text("utf-8").split("\n") if line.strip()):
        record = json.loads(line)
        document = Document(fold(record["text"]))
        matches = list(matcher.matches(document))
        for match, values in zip(matches, evidence.measure(document, matches), strict=True):
            start, end = document.folded.original(match.start, match.end)
            rows.append([values.get(name, 0.0) for name in evidence.FEATURES])
            labels.append(any(gold["start"] < end and start < gold["end"] for gold in record["toponyms"]))
            documents.append(number)
    return np.array(rows), np.array(labels, dtype=float), np.array(documents)


def acceptance_examples(path: Path) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the same for the second model, which also knows what each name would mean in its text."""
    matcher = ToponymMatcher(load_gazetteer())
    rows, labels, documents = [], [], []
    for number, line in enumerate(line for line in path.read_text("utf-8").split("\n") if line.strip()):
        record = json.loads(line)
        text = record["text"]
        spans = matcher.find(text, fold(text))
        best = Counter()
        for span in spans:
            best[span.surface.casefold()] = max(best[span.surface.casefold()], span.score)
        for span, mention in zip(spans, resolution.resolve_places(text, spans), strict=True):
            share = sum(
                c.score for c in mention.candidates if resolution.rough_km(c, mention.candidates[0]) <= 25
            )
            elsewhere = best[span.surface.casefold()]
            rows.append(
                resolution.acceptance_values(span.score, elsewhere, mention.candidates[0], min(1.0, share))
            )
            labels.append(
                any(gold["start"] < span.end and span.start < gold["end"] for gold in record["toponyms"])
            )
            documents.append(number)
    return np.array(rows), np.array(labels, dtype=float), np.array(documents)


def join(parts: Sequence[Arrays]) -> Arrays:
    """Return the examples of several corpora as those of one, their documents numbered on."""
    counts = [int(documents.max()) + 1 for _, _, documents in parts]
    starts = np.cumsum([0, *counts[:-1]])
    numbers = [documents + start for (_, _, documents), start in zip(parts, starts, strict=True)]
    features, labels, _ = zip(*parts, strict=True)
    return np.concatenate(features), np.concatenate(labels), np.concatenate(numbers)


def fit(features: np.ndarray, labels: np.ndarray, ridge: float = RIDGE) -> np.ndarray:
    """Return logistic regression weights by Newton's method, with a ridge on all but the bias."""
    penalty = np.full(features.shape[1], ridge)
    penalty[0] = 1e-3
    weights = np.zeros(features.shape[1])
    for _ in range(30):
        chance = 1 / (1 + np.exp(-features @ weights))
        gradient = features.T @ (labels - chance) - penalty * weights
        curvature = (features * (chance * (1 - chance))[:, None]).T @ features + np.diag(penalty)
        step = np.linalg.solve(curvature, gradient)
        weights += step
        if np.abs(step).max() < 1e-6:
            break
    return weights


def report(name: str, features: np.ndarray, labels: np.ndarray, weights: np.ndarray) -> None:
    """Print how well the weights do."""
    chance = np.clip(1 / (1 + np.exp(-features @ weights)), 1e-9, 1 - 1e-9)
    loss = -np.mean(labels * np.log(chance) + (1 - labels) * np.log(1 - chance))
    found = chance >= 0.5
    precision, recall = (
        (found & (labels > 0)).sum() / max(found.sum(), 1),
        (found & (labels > 0)).sum() / labels.sum(),
    )
    print(
        f"{name}: n={len(labels)} loss={loss:.3f} right={np.mean(found == labels):.3f} precision={precision:.3f} recall={recall:.3f}"
    )


def train(
    model: str, names: Sequence[str], make: Callable[[Path], Arrays], options: argparse.Namespace
) -> None:
    """Cross-validate one model, fit it on all, look at the other corpora, and write the weights if asked to."""
    features, labels, documents = join([make(path) for path in options.corpus])
    for fold_number in range(options.folds):
        held = documents % options.folds == fold_number
        report(
            f"{model} fold {fold_number}", features[held], labels[held], fit(features[~held], labels[~held])
        )
    weights = fit(features, labels)
    report(f"{model} all", features, labels, weights)
    for path in options.other:
        other_features, other_labels, _ = make(path)
        report(f"{model} {path.stem}", other_features, other_labels, weights)
    for name, weight in sorted(zip(names, weights, strict=True), key=lambda item: -abs(item[1])):
        print(f"  {weight:+.2f} {name}")
    if options.write:
        table = json.loads(linear.WEIGHTS.read_text("utf-8")) if linear.WEIGHTS.exists() else {}
        table[model] = {name: round(float(weight), 3) for name, weight in zip(names, weights, strict=True)}
        write_bytes(linear.WEIGHTS, (json.dumps(table, indent=1) + "\n").encode())
        linear.weights.cache_clear()


def main() -> None:
    """Train the model of recognition, then, on what it gives, that of acceptance."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("corpus", type=Path, nargs="+")
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--other", type=Path, nargs="*", default=[])
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    train("recognition", evidence.FEATURES, examples, options)
    train("acceptance", resolution.ACCEPTANCE, acceptance_examples, options)


if __name__ == "__main__":
    main()
