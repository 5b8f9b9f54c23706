"""Writes example_metrics.json: seeds against examples for F1 and MCC, and kappas, by numpy and formulas of its own.

Usage: python3 example_metrics.py > example_metrics.json

It shares no code and no method with the Swift room: each example is left out and the metric counted anew from arrays, and
components follow from mean squares of averages over axes.
"""
import itertools
import json

import numpy as np


def numbers(seed):
    """A generator that every language has alike."""
    while True:
        seed = (1103515245 * seed + 12345) % (1 << 31)
        yield (seed >> 16) % 100


def table(a, b, n, labels, seed):
    """Classes of n examples, and predictions [a, b, n] that are right more often for some examples and seeds."""
    draw = numbers(seed)
    gold = np.array([next(draw) * labels // 100 for _ in range(n)])
    rows = np.empty((a, b, n), int)
    for i, j, k in itertools.product(range(a), range(b), range(n)):
        right = next(draw) < 45 + 9 * i + 4 * j + (k * 7) % 23
        other = (gold[k] + 1 + next(draw) * (labels - 1) // 100) % labels
        rows[i, j, k] = gold[k] if right else other
    return gold, rows


def f1(gold, row):
    found = np.sum((row == 1) & (gold == 1))
    wrong = np.sum(row == 1) + np.sum(gold == 1)
    return 2 * found / wrong if wrong else 0.0


def accuracy_and_f1(gold, row):
    return (np.mean(gold == row) + f1(gold, row)) / 2


def mcc(gold, row):
    """The correlation of indicators, summed over classes."""
    labels = range(max(gold.max(), row.max()) + 1)

    def covariance(x, y):
        return sum(np.mean((x == c) * (y == c)) - np.mean(x == c) * np.mean(y == c) for c in labels)

    scale = covariance(gold, gold) * covariance(row, row)
    return covariance(gold, row) / np.sqrt(scale) if scale > 1e-20 else 0.0


def pseudo_values(metric, gold, row):
    n = len(gold)
    keep = ~np.eye(n, dtype=bool)
    return np.array([n * metric(gold, row) - (n - 1) * metric(gold[keep[k]], row[keep[k]]) for k in range(n)])


def components(y):
    """Of [a, b, n] with one value a cell, in the order wi, do, wiDo, example, wiExample, doExample, wiDoExample."""
    sizes = y.shape
    factors = range(3)
    squares = {}
    for term in itertools.chain.from_iterable(itertools.combinations(factors, r) for r in (1, 2, 3)):
        effect = np.zeros_like(y)
        for part in itertools.chain.from_iterable(itertools.combinations(term, r) for r in range(len(term) + 1)):
            rest = tuple(f for f in factors if f not in part)
            sign = (-1) ** (len(term) - len(part))
            effect = effect + sign * (y.mean(axis=rest, keepdims=True) if rest else y)
        degrees = np.prod([sizes[f] - 1 for f in term])
        squares[term] = np.sum(effect ** 2) / degrees
    found = {}
    # From the largest term down: a mean square expects its own component and those of terms that hold it.
    for term in sorted(squares, key=len, reverse=True):
        outside = np.prod([sizes[f] for f in factors if f not in term])
        above = sum(
            found[other] * np.prod([sizes[f] for f in factors if f not in other])
            for other in found if set(term) < set(other))
        found[term] = (squares[term] - above) / outside
    return [found[t] for t in [(0,), (1,), (0, 1), (2,), (0, 2), (1, 2), (0, 1, 2)]]


def one_sample(y):
    """Trials as one sample: between trials, between examples, and the rest."""
    r, n = y.shape
    rest = y - y.mean(0, keepdims=True) - y.mean(1, keepdims=True) + y.mean()
    within = np.sum(rest ** 2) / ((r - 1) * (n - 1))
    trial = np.var(y.mean(1), ddof=1) - within / n
    example = np.var(y.mean(0), ddof=1) - within / r
    return [trial, example, within]


def cohen(x, y, labels):
    same = np.mean(x == y)
    chance = sum(np.mean(x == c) * np.mean(y == c) for c in range(labels))
    return None if np.isclose(chance, 1) else (same - chance) / (1 - chance)


def fleiss(rows, labels):
    r, n = rows.shape
    votes = np.array([[np.sum(rows[:, k] == c) for c in range(labels)] for k in range(n)])
    agreed = np.mean((np.sum(votes ** 2, axis=1) - r) / (r * (r - 1)))
    chance = np.sum((votes.sum(0) / (n * r)) ** 2)
    return (agreed - chance) / (1 - chance)


def case(a, b, n, labels, seed, metrics):
    gold, rows = table(a, b, n, labels, seed)
    trials = rows.reshape(a * b, n)
    pairs = [cohen(trials[x], trials[y], labels) for x, y in itertools.combinations(range(a * b), 2)]
    pairs = [p for p in pairs if p is not None]
    found = {
        "wi": a, "do": b, "labels": labels, "gold": gold.tolist(), "predictions": trials.tolist(),
        "cohen": float(np.mean(pairs)), "fleiss": float(fleiss(trials, labels)), "metrics": {},
    }
    for name, metric in metrics.items():
        y = np.array([pseudo_values(metric, gold, row) for row in trials])
        found["metrics"][name] = {
            "scores": [float(metric(gold, row)) for row in trials],
            "mean": float(y.mean()),
            "components": [float(v) for v in components(y.reshape(a, b, n))],
            "sample": [float(v) for v in one_sample(y)],
        }
    return found


TWO = {"f1": f1, "mcc": mcc, "acc_and_f1": accuracy_and_f1}
print(json.dumps({"cases": [
    case(3, 4, 24, 2, 1, TWO), case(2, 5, 40, 2, 7, TWO), case(4, 3, 30, 3, 11, {"mcc": mcc}),
]}, separators=(",", ":")))
