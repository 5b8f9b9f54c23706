"""The rules of Sources/Streams/PUBLISHED.md once more, in plain Python: orders, masks and weights.

make_published_answers.py beside it prints known answers by it, and ci/oracle-streams takes it where a version of
PyTorch cannot be installed. It shares no code with the program; PyTorch itself was compared with both.
"""

import math
import struct
from fractions import Fraction


class Twister:
    """MT19937, seeded by 32 bits."""

    def __init__(self, seed):
        self.words = self.generate(seed % 2**32)

    @staticmethod
    def generate(seed):
        state = [seed]
        while len(state) < 624:
            state.append((1812433253 * (state[-1] ^ state[-1] >> 30) + len(state)) % 2**32)
        while True:
            for k in range(624):
                joined = state[k] & 0x80000000 | state[(k + 1) % 624] & 0x7FFFFFFF
                state[k] = state[(k + 397) % 624] ^ joined >> 1 ^ (0x9908B0DF if joined % 2 else 0)
            for value in state:
                value ^= value >> 11
                value ^= value << 7 & 0x9D2C5680
                value ^= value << 15 & 0xEFC60000
                yield value ^ value >> 18

    def word(self):
        return next(self.words)

    def skip(self, count):
        for _ in range(count):
            next(self.words)
        return self

    def word64(self):
        high = self.word()
        return high * 2**32 + self.word()

    def int63(self):
        return self.word64() % 2**63

    def permutation(self, count):
        order = list(range(count))
        for i in range(count - 1):
            j = i + self.word() % (count - i)
            order[i], order[j] = order[j], order[i]
        return order


# Orders


def kind_of(name):
    """The rule of a profile's orders: PUBLISHED.md, Orders."""
    library, rest = name.split("/")
    version, _, variant = rest.partition("+")
    version = tuple(map(int, version.split(".")))
    if library == "torch":
        if variant:
            return "own" if version < (1, 13) else "own, dropping"
        return "default" if version < (1, 9) else "seeded by default"
    if version <= (4, 30):
        return "one"
    if version == (4, 36):
        return "triangle"
    return "seeded by default" if version < (4, 38) else "plus epoch"


def depends_on_draws(name):
    return kind_of(name) in ("default", "seeded by default")


def order(name, seed, count, epoch, before=0, between=0):
    """The order of an epoch; before, between: words that others draw before the first epoch and in each."""
    kind = kind_of(name)
    if kind == "triangle":
        return Twister(seed + sum(range(epoch + 1))).permutation(count)
    if kind == "plus epoch":
        return Twister(seed + epoch).permutation(count)
    generator = Twister(seed)
    if kind == "one":
        generator = Twister(generator.skip(before).int63())
        for _ in range(2 * epoch):
            generator.permutation(count)
        return generator.permutation(count)
    if not kind.startswith("own"):
        generator.skip(before)
    for past in range(epoch + 1):
        generator.int63()
        if kind == "seeded by default":
            drawn = Twister(generator.int63()).permutation
        else:
            drawn = generator.permutation
        result = drawn(count) if past == epoch or kind != "seeded by default" else None
        if kind == "own, dropping":
            generator.permutation(count)
        if not kind.startswith("own"):
            generator.skip(between)
    return result


def ordered_by_length(name, seed, lengths, size, epoch, between=0):
    """group_by_length: PUBLISHED.md, Orders by length."""
    count = len(lengths)
    if kind_of(name) == "one":
        generator = Twister(Twister(seed).int63())
        drawn = [generator.permutation(count) for _ in range(epoch + 1)][-1]
    else:
        generator = Twister(seed)
        for _ in range(epoch + 1):
            generator.int63()
            drawn = generator.permutation(count)
            generator.skip(between)
    run = size * max(1, min(count // (4 * size), 50))
    runs = [sorted(drawn[k:k + run], key=lambda example: -lengths[example]) for k in range(0, count, run)]
    heads = [lengths[each[0]] for each in runs]
    place = heads.index(max(heads))
    runs[0][0], runs[place][0] = runs[place][0], runs[0][0]
    return [example for each in runs for example in each]


# Masks


def mask(seed, count, probability, before=0):
    generator = Twister(seed).skip(before)
    return [generator.word64() % 2**53 * 2.0**-53 < 1 - probability for _ in range(count)]


def mask_of_one_word(seed, count, probability):
    x, kept = Twister(seed).word() % (2**31 - 1) or 1, []
    for _ in range(count):
        kept.append(x / (2**31 - 1) < 1 - probability)
        x = x * 1132489760 % (2**31 - 1)
    return kept


# Weights of 16 and more. A binary32 number is a float of Python here; each operation is exact in fractions and rounded
# once, a root by trial.


def rounded(value):
    """To binary32, of a fraction or a float; ties to even."""
    near = struct.unpack("<f", struct.pack("<f", float(value)))[0]
    bits = struct.unpack("<i", struct.pack("<f", near))[0]
    around = [struct.unpack("<f", struct.pack("<i", bits + step))[0]
              for step in (-1, 0, 1) if bits + step >= 0 or bits < 0]
    return min(around, key=lambda x: (abs(Fraction(x) - Fraction(value)),
                                      struct.unpack("<i", struct.pack("<f", x))[0] % 2))


def fma(a, b, c):
    return rounded(Fraction(a) * Fraction(b) + Fraction(c))


def times(a, b):
    return rounded(Fraction(a) * Fraction(b))


def plus(a, b):
    return rounded(Fraction(a) + Fraction(b))


def root(x):
    guess = rounded(float(x) ** 0.5)
    bits = struct.unpack("<i", struct.pack("<f", guess))[0]
    best = guess
    for step in (-1, 0, 1):
        if bits + step < 0:
            continue
        candidate = struct.unpack("<f", struct.pack("<i", bits + step))[0]
        # The root lies below the middle to the next number if its square does.
        low = struct.unpack("<f", struct.pack("<i", max(0, bits + step - 1)))[0]
        high = struct.unpack("<f", struct.pack("<i", bits + step + 1))[0]
        below, above = (Fraction(low) + Fraction(candidate)) / 2, (Fraction(candidate) + Fraction(high)) / 2
        if below**2 <= Fraction(x) <= above**2:
            best = candidate
    return best


def horner(coefficients, x):
    value = rounded(coefficients[0])
    for coefficient in coefficients[1:]:
        value = fma(value, x, rounded(coefficient))
    return value


def logarithm(x):
    bits = struct.unpack("<I", struct.pack("<f", x))[0]
    exponent = (bits >> 23) - 126
    m = struct.unpack("<f", struct.pack("<I", bits & 0x007FFFFF | 0x3F000000))[0]
    if m < rounded(0.707106781186547524):
        exponent, m = exponent - 1, plus(plus(m, -1), m)
    else:
        m = plus(m, -1)
    z = times(m, m)
    y = horner([7.0376836292e-2, -1.1514610310e-1, 1.1676998740e-1, -1.2420140846e-1, 1.4249322787e-1,
                -1.6668057665e-1, 2.0000714765e-1, -2.4999993993e-1, 3.3333331174e-1], m)
    y = fma(times(y, m), z, times(exponent, rounded(-2.12194440e-4)))
    y = fma(-z, 0.5, y)
    return fma(exponent, 0.693359375, plus(m, y))


def sine_and_cosine(x):
    octant = int(times(x, rounded(1.27323954473516))) + 1 & ~1
    for part in (-0.78515625, -2.4187564849853515625e-4, -3.77489497744594108e-8):
        x = fma(octant, rounded(part), x)
    z = times(x, x)
    c = horner([2.443315711809948e-5, -1.388731625493765e-3, 4.166664568298827e-2], z)
    c = plus(fma(times(c, z), z, -times(z, 0.5)), 1)
    s = fma(times(horner([-1.9515295891e-4, 8.3321608736e-3, -1.6666654611e-1], z), z), x, x)
    if octant & 2:
        s, c = c, s
    return -s if octant & 4 else s, c if octant - 2 & 4 else -c


def bits(values):
    return [struct.unpack("<I", struct.pack("<f", value))[0] for value in values]


def few_weights(seed, count, before=0):
    """normal(0, 0.02) of fewer than 16 numbers, by the C library's functions, as PyTorch takes them."""
    generator, values = Twister(seed).skip(before), []
    while len(values) < count:
        turn, chance = (generator.word64() % 2**53 * 2.0**-53 for _ in range(2))
        radius = math.sqrt(-2 * math.log1p(-chance))
        values += [radius * math.cos(2 * math.pi * turn) * 0.02, radius * math.sin(2 * math.pi * turn) * 0.02]
    return bits(values[:count])


def weights(seed, count, before=0):
    """normal(0, 0.02) of 16 numbers or more: PUBLISHED.md, Weights."""
    generator = Twister(seed).skip(before)

    def uniform():
        return generator.word() % 2**24 * 2.0**-24

    values = [uniform() for _ in range(count)]

    def transform(begin):
        for k in range(begin, begin + 8):
            radius = root(times(-2, logarithm(plus(1, -values[k]))))
            sine, cosine = sine_and_cosine(times(rounded(6.283185307179586), values[k + 8]))
            values[k] = fma(times(radius, cosine), rounded(0.02), 0)
            values[k + 8] = fma(times(radius, sine), rounded(0.02), 0)

    for begin in range(0, count - 15, 16):
        transform(begin)
    if count % 16:
        for k in range(count - 16, count):
            values[k] = uniform()
        transform(count - 16)
    return bits(values)
