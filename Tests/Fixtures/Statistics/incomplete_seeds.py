"""Writes incomplete_seeds.json: best against worst seed, degenerate runs by seed, spreads and the best of n trials without a
common seed, in tables that lack cells, by numpy and scipy and by looking at every arrangement and every set of cells.

Usage: python3 incomplete_seeds.py > incomplete_seeds.json

It shares no code with the Swift room.
"""
import itertools
import json

import numpy as np
from scipy import stats

from incomplete import indicators, rss, table


def best_worst(own, y):
    """Seeds with the best and the worst mean, F and p of their one-way analysis."""
    groups = {seed: np.array([v for s, v in zip(own, y) if s == seed]) for seed in sorted(set(own))}
    best = max(groups, key=lambda s: (round(float(groups[s].mean()), 12), -s))
    worst = min(groups, key=lambda s: (round(float(groups[s].mean()), 12), s))
    a, b = groups[best], groups[worst]
    degrees = len(a) + len(b) - 2
    if best == worst or degrees < 1:
        return best, worst, 0.0, degrees, 1.0
    f, p = stats.f_oneway(a, b)
    return best, worst, float(f), degrees, float(p)


def arrangements(other, y):
    places = [[k for k, x in enumerate(other) if x == level] for level in sorted(set(other))]
    values = np.array(y)
    for orders in itertools.product(*(list(itertools.permutations(p)) for p in places)):
        for to, order in zip(places, orders):
            values[to] = np.array(y)[list(order)]
        yield values


def honest(own, other, y):
    observed = best_worst(own, y)[4]
    found = [best_worst(own, values)[4] for values in arrangements(other, y)]
    least = min(found)
    return {
        "p": sum(p <= observed * (1 + 1e-9) for p in found) / len(found),
        "least": sum(p <= least * (1 + 1e-9) for p in found) / len(found), "count": len(found)}


def rates(own, other, marks):
    """Whether marks depend on the seed: what it explains beyond the other kind, in every arrangement."""
    x, both = indicators(other), np.hstack([indicators(other), indicators(own)])
    def explained(values):
        return rss(x, values) - rss(both, values)
    observed = explained(np.array(marks, float))
    found = [explained(values) for values in arrangements(other, np.array(marks, float))]
    return sum(v >= observed - 1e-9 for v in found) / len(found)


def spread(own, y):
    groups = [[v for s, v in zip(own, y) if s == seed] for seed in sorted(set(own))]
    return float(np.mean([np.std(g) for g in groups if len(g) > 1]))


def distinct(i, j, y):
    """The mean of the best over all sets of n cells without a common seed."""
    means = []
    for n in range(1, min(len(set(i)), len(set(j))) + 1):
        best = [
            max(y[k] for k in cells) for cells in itertools.combinations(range(len(y)), n)
            if len({i[k] for k in cells}) == n and len({j[k] for k in cells}) == n]
        if not best:
            break
        means.append(float(np.mean(best)))
    return means


def case(a, b, missing, seed, wi, do):
    rows = table(a, b, missing, seed, wi, do)
    i, j, y = [r[0] for r in rows], [r[1] for r in rows], [r[2] for r in rows]
    threshold = sorted(y)[len(y) // 3]
    marks = [1.0 if v <= threshold else 0.0 for v in y]
    found = {"wi": i, "do": j, "score": y, "threshold": threshold, "distinct": distinct(i, j, y), "of": {}}
    for name, own, other in (("wi", i, j), ("do", j, i)):
        best, worst, f, degrees, p = best_worst(own, y)
        found["of"][name] = {
            "best": best, "worst": worst, "f": f, "degrees": degrees, "p": p, "honest": honest(own, other, y),
            "rates": rates(own, other, marks), "spread": spread(own, y)}
    return found


if __name__ == "__main__":
    print(json.dumps({"all": [
        case(3, 3, {(1, 1)}, 1, 1.0, 0.4),
        case(3, 3, {(0, 2)}, 5, 0.0, 2.0),
        case(4, 3, {(0, 0), (2, 1)}, 9, 0.5, 0.5),
        case(4, 3, {(0, 0), (0, 1), (3, 2)}, 17, 1.5, 0.3),
    ]}, separators=(",", ":")))
