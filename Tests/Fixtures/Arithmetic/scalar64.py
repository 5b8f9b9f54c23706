"""Coefficients of exp64 and log64, and the known answers in scalar64.txt.

Needs mpmath. `python3 scalar64.py coefficients` prints the polynomials as C and Swift hex literals;
`python3 scalar64.py answers > scalar64.txt` prints lines "function argument value", each a binary64
bit pattern, the value correctly rounded by mpmath at 60 digits.
"""
import random
import struct
import sys

import mpmath as mp

mp.mp.dps = 60


def remez(f, low, high, degree):
    """Minimax polynomial of f (absolute error) on [low, high], lowest coefficient first."""
    n = degree + 2
    nodes = [(low + high) / 2 + (high - low) / 2 * mp.cos(mp.pi * (n - 1 - i) / (n - 1))
             for i in range(n)]
    for _ in range(12):
        matrix = mp.matrix(n, n)
        values = mp.matrix(n, 1)
        for i, x in enumerate(nodes):
            for j in range(degree + 1):
                matrix[i, j] = x**j
            matrix[i, degree + 1] = (-1) ** i
            values[i] = f(x)
        solution = mp.lu_solve(matrix, values)
        c = [solution[j] for j in range(degree + 1)]
        error = lambda x: mp.polyval(c[::-1], x) - f(x)
        grid = [low + (high - low) * mp.mpf(i) / 2000 for i in range(2001)]
        e = [error(x) for x in grid]
        # One extremum of each sign run.
        extrema, start = [], 0
        for i in range(1, len(grid) + 1):
            if i == len(grid) or mp.sign(e[i]) != mp.sign(e[start]):
                best = max(range(start, i), key=lambda k: abs(e[k]))
                extrema.append(grid[best])
                start = i
        if len(extrema) < n:
            break
        nodes = extrema[:n]
    return c, max(abs(v) for v in e)


def exp_q(r):
    """(exp(r) - 1 - r) / r^2"""
    return mp.nsum(lambda k: r**k / mp.factorial(k + 2), [0, 40], method="d") if abs(r) < 1e-4 else (
        mp.exp(r) - 1 - r) / r**2


def log_r(v):
    """((log((1 + s) / (1 - s)) / s) - 2) / v with v = s^2"""
    return mp.fsum(2 * v**k / (2 * k + 3) for k in range(60))


def literals(c):
    return ", ".join(float(x).hex() for x in c)


def bits(x):
    return "%016x" % struct.unpack("<Q", struct.pack("<d", x))[0]


def answers():
    random.seed(20020306)
    for _ in range(300):
        x = -random.random() * 10 ** random.uniform(-8, 2.87)
        print("exp", bits(x), bits(float(mp.exp(mp.mpf(x)))))
        x = random.random() * 10 ** random.uniform(-8, 2.85)
        print("exp", bits(x), bits(float(mp.exp(mp.mpf(x)))))
    for _ in range(300):
        x = random.uniform(0.5, 2)
        print("log", bits(x), bits(float(mp.log(mp.mpf(x)))))
        x = 2.0 ** random.uniform(-1022, 1023)
        print("log", bits(x), bits(float(mp.log(mp.mpf(x)))))
        x = 1 + random.uniform(-1, 1) * 10 ** random.uniform(-15, -1)
        print("log", bits(x), bits(float(mp.log(mp.mpf(x)))))


if __name__ == "__main__":
    if sys.argv[1:] == ["coefficients"]:
        half = mp.log(2) / 2 * (1 + mp.mpf(2) ** -20)
        c, e = remez(exp_q, -half, half, 10)
        print("exp64 q", literals(c), "error 2^%.1f" % float(mp.log(e, 2)))
        s = (mp.sqrt(2) - 1) / (mp.sqrt(2) + 1)
        c, e = remez(log_r, mp.mpf(0), s * s * (1 + mp.mpf(2) ** -20), 7)
        print("log64 R", literals(c), "error 2^%.1f" % float(mp.log(e, 2)))
        log2 = mp.log(2)
        high = float(log2)
        print("log 2", high.hex(), float(log2 - mp.mpf(high)).hex(), "1 / log 2", float(1 / log2).hex())
    elif sys.argv[1:] == ["answers"]:
        answers()
    else:
        sys.exit(__doc__)
