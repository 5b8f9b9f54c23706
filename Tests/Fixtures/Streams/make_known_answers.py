#!/usr/bin/env python3
"""Known answers of the streams philox4x32-10/1: prints known_answers.txt.

Written from the layout in Sources/Streams/README.md, sharing no code with the Swift room. Standard library only.
Integers are exact. A normal's logarithm is taken with 40 decimal digits and rounded to binary64; products and
sums are Python's binary64, each rounded. The script refuses to print where its own checks fail: Random123's
known answers, and statistics.NormalDist.inv_cdf (the same algorithm, AS 241, in C).

    python3 make_known_answers.py > known_answers.txt
    python3 make_known_answers.py --mpmath      # compares the quantiles with mpmath (not standard library)
"""
import hashlib
import math
import statistics
import struct
import sys
from decimal import Decimal, localcontext

MASK = 0xFFFFFFFF
WI, DO, DROPOUT, EMBEDDED, CHALLENGE = 1, 2, 3, 4, 5


def philox(counter, key):
    c, k = list(counter), list(key)
    for _ in range(10):
        left, right = 0xD2511F53 * c[0], 0xCD9E8D57 * c[2]
        c = [right >> 32 ^ c[1] ^ k[0], right & MASK, left >> 32 ^ c[3] ^ k[1], left & MASK]
        k = [k[0] + 0x9E3779B9 & MASK, k[1] + 0xBB67AE85 & MASK]
    return c


RANDOM123 = [
    ([0] * 4, [0] * 2, "6627e8d5 e169c58d bc57ac4c 9b00dbd8"),
    ([MASK] * 4, [MASK] * 2, "408f276d 41c83b0e a20bc7c6 6d5451fd"),
    ([0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344], [0xA4093822, 0x299F31D0],
     "d16cfe09 94fdcceb 5001e420 24126ea1"),
]


class Words:
    def __init__(self, purpose, seed, sequence=0, site=0, step=0):
        self.key, self.place, self.position = (purpose, seed), (sequence, site, step), 0

    def next(self):
        block = philox((self.position // 4, *self.place), self.key)
        word = block[self.position % 4]
        self.position += 1
        return word

    def bounded(self, n):
        # Unbiased by definition: a word is refused if it lies in the incomplete last stretch of its residues.
        while True:
            product = self.next() * n
            if product % 2**32 >= 2**32 % n:
                return product >> 32


def permutation(count, seed, epoch):
    words, order = Words(DO, seed, step=epoch), list(range(count))
    for i in range(count - 1):
        j = i + words.bounded(count - i)
        order[i], order[j] = order[j], order[i]
    return order


# Wichura 1988, AS 241, PPND16: numerator and denominator, constant term first.
CENTRE = ("3.3871328727963666080e0 133.14166789178437745 1971.5909503065514427 13731.693765509461125 "
          "45921.953931549871457 67265.770927008700853 33430.575583588128105 2509.0809287301226727",
          "1 42.313330701600911252 687.18700749205790830 5394.1960214247511077 21213.794301586595867 "
          "39307.895800092710610 28729.085735721942674 5226.4952788528545610")
MIDDLE = ("1.42343711074968357734 4.63033784615654529590 5.76949722146069140550 3.64784832476320460504 "
          "1.27045825245236838258 0.241780725177450611770 0.0227238449892691845833 0.000774545014278341407640",
          "1 2.05319162663775882187 1.67638483018380384940 0.689767334985100004550 0.148103976427480074590 "
          "0.0151986665636164571966 0.000547593808499534494600 0.00000000105075007164441684324")
TAIL = ("6.65790464350110377720 5.46378491116411436990 1.78482653991729133580 0.296560571828504891230 "
        "0.0265321895265761230930 0.00124266094738807843860 2.71155556874348757815e-5 2.01033439929228813265e-7",
        "1 0.599832206555887937690 0.136929880922735805310 0.0148753612908506148525 "
        "0.000786869131145613259100 1.84631831751005468180e-5 1.42151175831644588870e-7 2.04426310338993978564e-15")


def horner(text, r):
    value = 0.0
    for coefficient in reversed([float(c) for c in text.split()]):
        value = value * r + coefficient
    return value


def log(x):
    with localcontext() as context:
        context.prec = 40
        return float(Decimal(x).ln())


def quantile(p):
    q = p - 0.5
    if abs(q) <= 0.425:
        r = 0.180625 - q * q
        return q * horner(CENTRE[0], r) / horner(CENTRE[1], r)
    r = math.sqrt(-log(p if q < 0 else 1 - p))
    terms, r = (MIDDLE, r - 1.6) if r <= 5 else (TAIL, r - 5)
    x = horner(terms[0], r) / horner(terms[1], r)
    return -x if q < 0 else x


def uniform(words):
    low, high = words.next(), words.next()
    return ((high << 32 | low) >> 12) * 2.0**-52 + 2.0**-53


def normals(count, seed, site, scale=0.02):
    words = Words(WI, seed, site=site)
    return [struct.unpack("<I", struct.pack("<f", quantile(uniform(words)) * scale))[0] for _ in range(count)]


def mask(count, probability, *place):
    words, threshold = Words(DROPOUT, place[0], *place[1:]), math.floor(probability * 2**32)
    return "".join("1" if words.next() >= threshold else "0" for _ in range(count))


PROBABILITIES = [2.0**-53, 1e-300, 1e-100, 1e-30, 1.3e-11, 1.5e-11, 1e-9, 1e-4, 0.01, 0.0749, 0.075, 0.0751, 0.1, 0.25,
                 0.499999, 0.5, 0.75, 0.925, 0.9251, 0.99, 0.999999, 1 - 2.0**-53]


def check():
    for counter, key, answer in RANDOM123:
        assert " ".join("%08x" % w for w in philox(counter, key)) == answer
    words = Words(WI, 99)
    for p in PROBABILITIES + [uniform(words) for _ in range(20000)]:
        mine, theirs = quantile(p), statistics.NormalDist().inv_cdf(p)
        assert abs(mine - theirs) <= 4 * math.ulp(theirs), (p, mine, theirs)


def check_with_mpmath():
    import mpmath
    mpmath.mp.prec = 200
    words, worst, differing = Words(WI, 7), 0, 0
    points = PROBABILITIES + [uniform(words) for _ in range(5000)]
    for p in points:
        exact = mpmath.findroot(lambda x: mpmath.ncdf(x) - p if p > 1e-20 else mpmath.log(mpmath.ncdf(x)) - mpmath.log(p),
                                mpmath.mpf(quantile(p))) if p != 0.5 else mpmath.mpf(0)
        worst = max(worst, abs(quantile(p) - exact) / max(mpmath.mpf(math.ulp(float(exact))), mpmath.mpf(2)**-60))
        single = lambda x: struct.unpack("<i", struct.pack("<f", float(x)))[0]
        apart = abs(single(quantile(p) * 0.02) - single(exact * mpmath.mpf(0.02)))
        assert apart <= 1, (p, apart)
        differing += apart
    print("%d quantiles: at most %.1f binary64 ulps from the exact value; %d differ after rounding to binary32"
          % (len(points), worst, differing))


def main():
    print("# made by make_known_answers.py")
    for counter, key, answer in RANDOM123:
        print("philox", *["%08x" % w for w in counter + key], "=", answer)
    for purpose, seed, sequence, site, step in [(1, 1, 0, 0, 0), (2, 7, 0, 0, 2), (3, 0xFFFFFFFF, 15, 9, 467),
                                                (4, 20, 3, 1, 0), (5, 0, 0, 0, 0)]:
        words = Words(purpose, seed, sequence, site, step)
        print("words", purpose, seed, sequence, site, step, "=", *["%08x" % words.next() for _ in range(10)])
    for n in [1, 2, 3, 10, 1000, 2**31 - 1, 2**31, 2**31 + 1, 3 * 2**30 + 1, 2**32 - 1]:
        words = Words(DO, 5, step=n & 7)
        values = [words.bounded(n) for _ in range(12)]
        print("bounded", 5, n & 7, n, "=", *values, "drawn", words.position)
    for count, seed, epoch in [(0, 1, 0), (1, 1, 0), (2, 1, 0), (10, 0, 0), (10, 0, 1), (20, 0xFFFFFFFF, 2), (33, 7, 0)]:
        print("permutation", count, seed, epoch, "=", *permutation(count, seed, epoch))
    for count, seed, epoch in [(2490, 7, 0), (3668, 25, 2), (67349, 1, 1)]:
        text = " ".join(map(str, permutation(count, seed, epoch)))
        print("permutation-digest", count, seed, epoch, "=", hashlib.sha256(text.encode()).hexdigest())
    for p in PROBABILITIES:
        print("quantile", "%016x" % struct.unpack("<Q", struct.pack("<d", p))[0], "=",
              "%016x" % struct.unpack("<Q", struct.pack("<d", quantile(p)))[0])
    for seed, site in [(0, 0), (1, 0), (3, 0), (3, 1), (0xFFFFFFFF, 16)]:
        print("normals", seed, site, "=", *["%08x" % bits for bits in normals(12, seed, site)])
    for count, seed, site in [(768, 3, 0), (20000, 12, 1)]:
        bits = b"".join(struct.pack("<I", bits) for bits in normals(count, seed, site))
        print("normals-digest", count, seed, site, "=", hashlib.sha256(bits).hexdigest())
    for probability, place in [(0.1, (7, 0, 0, 0)), (0.1, (7, 15, 8, 467)), (0.5, (1, 2, 3, 4)), (0.0, (1, 0, 0, 0))]:
        print("mask", repr(probability), *place, "=", mask(70, probability, *place))


check()
check_with_mpmath() if "--mpmath" in sys.argv[1:] else main()
