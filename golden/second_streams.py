"""Words, orders and normals of a trial, and the binary64 functions that have a sequence of their own.

Part of the second implementation (second_implementation.py). Rules are named by the document and the
section where they stand: "Streams" is Sources/Streams/README.md, "Arithmetic" Sources/Arithmetic/README.md.
"""

import math
import struct
from fractions import Fraction

import numpy as np

WEIGHTS, ORDER, DROPOUT, EMBEDDED_DATA = 1, 2, 3, 4  # Streams, Words: key words of the purposes
LOW = 0xFFFFFFFF


# Words


def philox(counter, key):
    """Ten rounds on arrays of counters: Arithmetic, Dropout."""
    c0, c1, c2, c3 = (np.asarray(word, np.uint64) for word in counter)
    k0, k1 = key
    for _ in range(10):
        p, q = c0 * np.uint64(0xD2511F53), c2 * np.uint64(0xCD9E8D57)
        c0, c1 = (q >> np.uint64(32)) ^ c1 ^ np.uint64(k0), q & np.uint64(LOW)
        c2, c3 = (p >> np.uint64(32)) ^ c3 ^ np.uint64(k1), p & np.uint64(LOW)
        k0, k1 = (k0 + 0x9E3779B9) & LOW, (k1 + 0xBB67AE85) & LOW
    return np.stack(np.broadcast_arrays(c0, c1, c2, c3), axis=-1)


def words(purpose, seed, count, sequence=0, site=0, step=0, first_block=0):
    """`count` words of a stream from the first of a block: Streams, Words."""
    blocks = np.arange(first_block, first_block + (count + 3) // 4, dtype=np.uint64)
    return philox((blocks, sequence, site, step), (purpose, seed)).reshape(-1)[:count]


class WordStream:
    """The words of one stream, one after the other."""

    def __init__(self, purpose, seed, sequence=0, site=0, step=0):
        self.words = self.generate(purpose, seed, sequence, site, step)

    @staticmethod
    def generate(purpose, seed, sequence, site, step):
        block = 0
        while True:
            yield from words(purpose, seed, 256, sequence, site, step, block).tolist()
            block += 64

    def next(self):
        return next(self.words)

    def bounded(self, n):
        """Streams, Bounded integers and orders."""
        while True:
            product = self.next() * n
            if product & LOW >= (1 << 32) % n:
                return product >> 32


def permutation(count, seed, epoch):
    """The order of an epoch: Streams, Bounded integers and orders."""
    stream, order = WordStream(ORDER, seed, step=epoch), list(range(count))
    for i in range(count - 1):
        j = i + stream.bounded(count - i)
        order[i], order[j] = order[j], order[i]
    return order


# Binary64 functions, on Python's floats


def numbers(text):
    return [float.fromhex(digits) for digits in text.split()]


LOG2_E, ROUNDER = numbers("0x1.71547652b82fep+0 0x1.8p52")
LN2_HIGH, LN2_LOW = numbers("0x1.62e42fefa39efp-1 0x1.abc9e3b39803fp-56")
EXP64 = numbers("""
    0x1.0000000000000p-1 0x1.5555555555557p-3 0x1.5555555555558p-5 0x1.11111111100dfp-7
    0x1.6c16c16c15200p-10 0x1.a01a01abe650fp-13 0x1.a01a01acf95d5p-16 0x1.71de0236f3eedp-19
    0x1.27e4ccd17ce58p-22 0x1.af4dde3cee802p-26 0x1.1f8b463301af7p-29""")
LOG64 = numbers("""
    0x1.5555555555555p-1 0x1.9999999999a39p-2 0x1.2492492476947p-2 0x1.c71c7201b2c03p-3
    0x1.745cf8e28ba9ep-3 0x1.3b1c3bf9a56efp-3 0x1.0fbdf23243391p-3 0x1.0c09d112dcd56p-3""")


def fma64(a, b, c):
    """a * b + c, exact in fractions and rounded once."""
    return float(Fraction(a) * Fraction(b) + Fraction(c))


def fused_polynomial(u, coefficients):
    """`poly` of Arithmetic, Functions."""
    value = coefficients[-1]
    for coefficient in coefficients[-2::-1]:
        value = fma64(value, u, coefficient)
    return value


def exp64(x):
    """Arithmetic, exp64 and log64, for numbers."""
    if x > 710:
        return math.inf
    if x < -746:
        return 0.0
    k = fma64(x, LOG2_E, ROUNDER) - ROUNDER
    r = fma64(k, -LN2_LOW, fma64(k, -LN2_HIGH, x))
    p = fma64(r, fma64(r, fused_polynomial(r, EXP64), 1), 1)
    half = int(k / 2)
    return (p * 2.0 ** half) * 2.0 ** (int(k) - half)


def log64(x):
    """Arithmetic, exp64 and log64, for finite positive numbers that are not subnormal."""
    bits, = struct.unpack("<Q", struct.pack("<d", x))
    middle = 0x3FE6A09E667F3BCD
    t = bits + (0x3FF0000000000000 - middle)
    k = float((t >> 52) - 1023)
    m, = struct.unpack("<d", struct.pack("<Q", t % (1 << 52) + middle))
    f = m - 1
    s = f / (2 + f)
    v = s * s
    w = fma64(-v, fused_polynomial(v, LOG64), f)
    return fma64(k, LN2_HIGH, fma64(k, LN2_LOW, fma64(-s, w, f)))


# Normals: AS 241, PPND16 (Wichura 1988). Streams names the algorithm; the coefficients are the paper's.

CENTRE = (
    [3.3871328727963666080, 1.3314166789178437745e+2, 1.9715909503065514427e+3,
     1.3731693765509461125e+4, 4.5921953931549871457e+4, 6.7265770927008700853e+4,
     3.3430575583588128105e+4, 2.5090809287301226727e+3],
    [1.0, 4.2313330701600911252e+1, 6.8718700749205790830e+2, 5.3941960214247511077e+3,
     2.1213794301586595867e+4, 3.9307895800092710610e+4, 2.8729085735721942674e+4,
     5.2264952788528545610e+3])
MIDDLE = (
    [1.42343711074968357734, 4.63033784615654529590, 5.76949722146069140550,
     3.64784832476320460504, 1.27045825245236838258, 2.41780725177450611770e-1,
     2.27238449892691845833e-2, 7.74545014278341407640e-4],
    [1.0, 2.05319162663775882187, 1.67638483018380384940, 6.89767334985100004550e-1,
     1.48103976427480074590e-1, 1.51986665636164571966e-2, 5.47593808499534494600e-4,
     1.05075007164441684324e-9])
TAIL = (
    [6.65790464350110377720, 5.46378491116411436990, 1.78482653991729133580,
     2.96560571828504891230e-1, 2.65321895265761230930e-2, 1.24266094738807843860e-3,
     2.71155556874348757815e-5, 2.01033439929228813265e-7],
    [1.0, 5.99832206555887937690e-1, 1.36929880922735805310e-1, 1.48753612908506148525e-2,
     7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7,
     2.04426310338993978564e-15])


def polynomial(coefficients, r):
    """Horner's rule from the highest power, each product and each sum rounded."""
    value = coefficients[-1]
    for coefficient in coefficients[-2::-1]:
        value = value * r + coefficient
    return value


def normal_quantile(p):
    """Streams, Normals."""
    q = p - 0.5
    if abs(q) <= 0.425:
        r = 0.180625 - q * q
        return q * polynomial(CENTRE[0], r) / polynomial(CENTRE[1], r)
    r = math.sqrt(-log64(p if q < 0 else 1 - p))
    (above, below), shift = (MIDDLE, 1.6) if r <= 5 else (TAIL, 5)
    x = polynomial(above, r - shift) / polynomial(below, r - shift)
    return -x if q < 0 else x


def normals(count, seed, site):
    """Initial weights of a tensor: Streams, Normals."""
    stream, values = WordStream(WEIGHTS, seed, site=site), []
    for _ in range(count):
        low, high = stream.next(), stream.next()
        k = (high << 32 | low) >> 12
        values.append(normal_quantile((k + 0.5) * 2.0 ** -52) * 0.02)
    return np.array(values, np.float64).astype(np.float32)
