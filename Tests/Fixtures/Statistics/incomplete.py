"""Writes incomplete.json: tests and intervals of WI and DO in tables that lack cells, by numpy, scipy and other formulas.

Usage: python3 incomplete.py > incomplete.json

F compares residual sums of squares of two least-squares fits. The permutation p counts all arrangements within columns, each
with fits of its own. Intervals come from the covariance matrix of the values without the other kind's effects, and the
average over the residual variance is an integral. It shares no code and no method with the Swift room.
"""
import itertools
import json

import numpy as np
from scipy import integrate, optimize, stats


def numbers(seed):
    """A generator that every language has alike."""
    while True:
        seed = (1103515245 * seed + 12345) % (1 << 31)
        yield (seed >> 16) % 1000


def table(a, b, missing, seed, wi, do):
    draw = numbers(seed)
    rows = [next(draw) * wi for _ in range(a)]
    columns = [next(draw) * do for _ in range(b)]
    return [
        (i + 1, j + 1, round((rows[i] + columns[j] + next(draw)) / 1000, 3))
        for i in range(a) for j in range(b) if (i, j) not in missing]


def indicators(levels):
    names = sorted(set(levels))
    return np.array([[float(x == n) for n in names] for x in levels])


def rss(x, y):
    return float(np.sum((y - x @ np.linalg.lstsq(x, y, rcond=None)[0]) ** 2))


def without(x):
    """An orthonormal basis of what the columns of x do not explain."""
    u, s, _ = np.linalg.svd(x)
    return u[:, np.sum(s > 1e-9):]


def effect(own, other, y):
    z, x = indicators(own), indicators(other)
    both = np.hstack([x, z])
    ranks = np.linalg.matrix_rank(x), np.linalg.matrix_rank(both)
    small, large = rss(both, y), rss(x, y)
    d1, d2 = int(ranks[1] - ranks[0]), int(len(y) - ranks[1])
    f = (large - small) / d1 / (small / d2)
    k = without(x)
    w = k.T @ y
    g = k.T @ z @ z.T @ k

    def squares(s, e):
        """What the factor explains, in units of its variance and the residual's."""
        return float(w @ np.linalg.solve(s * g + e * np.eye(len(w)), w)) - small / e

    def root(value):
        if value(0) <= 0:
            return 0.0
        high = 1e-6
        while value(high) > 0:
            high *= 2
        return optimize.brentq(value, 0, high, xtol=1e-15, rtol=1e-13)

    ratio = [root(lambda r: squares(r, 1) / d1 / (small / d2) - stats.f.ppf(p, d1, d2)) for p in (0.975, 0.025)]

    def chance(s):
        # Over the distribution function of the residual's chi-squared.
        return integrate.quad(
            lambda p: stats.chi2.sf(squares(s, small / stats.chi2.ppf(p, d2)), d1), 0, 1, epsabs=1e-9, limit=200)[0]

    component = [root(lambda s: p - chance(s)) for p in (0.025, 0.975)]
    return {
        "f": f, "degrees": [d1, d2], "p": float(stats.f.sf(f, d1, d2)), "ratio": ratio, "component": component,
        "residual": [small / stats.chi2.ppf(p, d2) for p in (0.975, 0.025)],
    }


def permutation(own, other, y):
    """All arrangements of the values of each level of `other`."""
    places = [[k for k, x in enumerate(other) if x == level] for level in sorted(set(other))]
    z, x = indicators(own), indicators(other)
    both, large = np.hstack([x, z]), rss(x, y)
    fit = np.linalg.pinv(both)

    def explained(values):
        return large - float(np.sum((values - both @ (fit @ values)) ** 2))

    observed, count, hits, values = explained(y), 0, 0, y.copy()
    for orders in itertools.product(*(list(itertools.permutations(p)) for p in places)):
        for to, order in zip(places, orders):
            values[to] = y[list(order)]
        count += 1
        hits += explained(values) >= observed - 1e-10 * large
    return {"p": hits / count, "count": count}


def case(a, b, missing, seed, wi, do, exact):
    rows = table(a, b, missing, seed, wi, do)
    i, j = [r[0] for r in rows], [r[1] for r in rows]
    y = np.array([r[2] for r in rows])
    found = {"wi": i, "do": j, "score": y.tolist(), "of": {}}
    for name, own, other in (("wi", i, j), ("do", j, i)):
        found["of"][name] = effect(own, other, y)
        if exact:
            found["of"][name]["permutation"] = permutation(own, other, y)
    return found


if __name__ == "__main__":
    print(json.dumps({"all": [
        case(3, 3, {(1, 1)}, 1, 1.0, 0.4, True),
        case(3, 3, {(0, 2)}, 5, 0.0, 2.0, True),
        case(4, 3, {(0, 0), (2, 1)}, 9, 0.5, 0.5, True),
        # Seeds that no cell connects: two grids side by side.
        case(4, 4, {(0, 2), (0, 3), (1, 2), (1, 3), (2, 0), (2, 1), (3, 0), (3, 1)}, 3, 1.0, 0.3, True),
        case(6, 4, {(0, 0), (1, 1), (2, 2), (3, 3), (5, 3)}, 11, 1.2, 0.6, False),
        case(8, 5, {(0, 0), (0, 3), (1, 3), (2, 1), (3, 2), (4, 2), (5, 1), (6, 1), (6, 4), (7, 4)}, 21, 0.2, 1.0, False),
    ]}, separators=(",", ":")))
