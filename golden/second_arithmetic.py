"""The arithmetic of a trial in numpy: products, sums, functions, layers, dropout.

Part of the second implementation (second_implementation.py); "Arithmetic" is Sources/Arithmetic/README.md.

Why numpy is enough: its elementwise +, -, *, / and sqrt are IEEE's, each rounded, and none is fused with
another. No sum of numpy is used, nor its product of matrices: each sum is written out in the order of the
document. exp, tanh and erf are correctly rounded, see `correctly_rounded`.
"""

import math
from decimal import Context, Decimal, localcontext

import numpy as np

from second_streams import DROPOUT, exp64, log64, words

F, D = np.float32, np.float64
np.seterr(over="ignore", under="ignore")


# Products and sums


def fma(product, addend):
    """A product of two binary32, exact in binary64, plus a binary32, rounded once: Arithmetic, Ground rules.

    The sum in binary64 is rounded to odd: cut off towards zero, and the last bit set where something was
    lost, which Knuth's sum of two numbers tells. Rounded to nearest afterwards, that is one rounding.
    """
    total = product + addend
    part = total - product
    lost = product - (total - part)
    lost += addend - part
    inexact = lost != 0
    bits = total.view(np.int64)
    bits -= inexact & ((lost < 0) != (total < 0))
    bits |= inexact
    return total.astype(F)


def matmul(a, b):
    """One chain of fma for each element, over ascending k: Arithmetic, Product. Leading axes go along."""
    a, b = a.astype(D), b.astype(D)
    sums = np.zeros(a.shape[:-1] + b.shape[-1:], D)
    for k in range(a.shape[-1]):
        sums = fma(a[..., k, None] * b[..., None, k, :], sums).astype(D)
    return sums.astype(F)


def turned(x):
    return np.swapaxes(x, -1, -2)


def row_sum(x):
    """Arithmetic, Reductions: 16 lanes, then halves onto halves. The last axis stays, with length 1."""
    tail = np.zeros(x.shape[:-1] + (-x.shape[-1] % 16,), x.dtype)
    x = np.concatenate([x, tail], axis=-1)
    lanes = np.zeros(x.shape[:-1] + (16,), x.dtype)
    for start in range(0, x.shape[-1], 16):
        lanes = lanes + x[..., start:start + 16]
    for half in (8, 4, 2, 1):
        lanes = lanes[..., :half] + lanes[..., half:]
    return lanes


def column_sum(x):
    """Arithmetic, Reductions: rows ascending from +0."""
    total = np.zeros(x.shape[1], x.dtype)
    for row in x:
        total = total + row
    return total


def sum_of_squares(x):
    """Arithmetic, Reductions: in binary64, by blocks of 16,384."""
    squares, total = x.reshape(-1).astype(D) ** 2, 0.0
    for start in range(0, squares.size, 16384):
        total = total + float(row_sum(squares[start:start + 16384])[0])
    return total


# Functions


MARGIN = 2.0 ** -45  # far above any error of a binary64 function in numpy or the C library
PI = Decimal("3.14159265358979323846264338327950288419716939937510582097494459")


def correctly_rounded(approximate, exact):
    """A binary32 function from a binary64 one that is right to within MARGIN: Arithmetic, Functions.

    Where both ends of that interval round to one binary32, so does the true value. Elsewhere the true value
    is computed to 60 digits and compared with the number halfway between the two, which it never equals.
    """
    def function(x):
        wide = approximate(x.astype(D))
        result, other = (wide * (1 - MARGIN)).astype(F), (wide * (1 + MARGIN)).astype(F)
        for place in zip(*np.nonzero(result != other)):
            low, high = sorted([float(result[place]), float(other[place])])
            with localcontext(Context(prec=60)):
                value = exact(Decimal(float(x[place])))
                result[place] = low if value < (Decimal(low) + Decimal(high)) / 2 else high
        return result
    return function


def exact_tanh(x):
    return 1 - 2 / ((2 * x).exp() + 1)


def exact_erf(x):
    """exp(-x^2) 2 / sqrt(pi) times the sum of 2^n x^(2n+1) / (1 3 ... (2n+1)), terms of one sign."""
    total, term, n = Decimal(0), x, 0
    while abs(term) > abs(total) * Decimal("1e-58") or n == 0:
        total, n = total + term, n + 1
        term = term * 2 * x * x / (2 * n + 1)
    return (-x * x).exp() * 2 / PI.sqrt() * total


exp = correctly_rounded(np.exp, Decimal.exp)
tanh = correctly_rounded(np.tanh, exact_tanh)
erf = correctly_rounded(np.vectorize(math.erf, otypes=[D]), exact_erf)


# Layers: Arithmetic, Layers


ROOT_HALF, DENSITY = F(float.fromhex("0x1.6a09e6p-1")), F(float.fromhex("0x1.988454p-2"))


def gelu(x):
    return (F(0.5) * x) * (F(1) + erf(x * ROOT_HALF))


def gelu_gradient(x, dy):
    slope = F(0.5) * (F(1) + erf(x * ROOT_HALF)) + (x * DENSITY) * exp((F(-0.5) * x) * x)
    return dy * slope


def softmax(scores, scale):
    t = scores * scale
    e = exp(t - t.max(axis=-1, keepdims=True))
    return e / row_sum(e)


def softmax_gradient(dp, p, scale):
    return ((dp - row_sum(dp * p)) * p) * scale


def cross_entropy(logits, labels):
    """The loss, and its gradient by the logits, in binary64 and rounded once."""
    gradient, total = np.zeros_like(logits), 0.0
    for row, label in enumerate(labels):
        values = [float(logit) for logit in logits[row]]
        z = [value - max(values) for value in values]
        e, denominator = [exp64(value) for value in z], 0.0
        for value in e:
            denominator = denominator + value
        total = total + (log64(denominator) - z[label])
        for j, value in enumerate(e):
            gradient[row, j] = F((value / denominator - (j == label)) / len(labels))
    return F(total / len(labels)), gradient


class Dropout:
    """The masks of one update: Arithmetic, Dropout. None of them where p is 0."""

    def __init__(self, p, seed, step):
        self.p, self.seed, self.step = p, seed, step
        self.threshold, self.scale = math.floor(p * 2 ** 32), F(1 / (1 - p))

    def __call__(self, x, sequence, site):
        """The tensor of one sequence, whose elements are counted in their order."""
        if self.p == 0:
            return x
        drawn = words(DROPOUT, self.seed, x.size, sequence, site, self.step).reshape(x.shape)
        return np.where(drawn >= self.threshold, x * self.scale, F(0))

    def rows(self, x, spans, site):
        return np.concatenate([self(x[span], number, site) for number, span in enumerate(spans)])
