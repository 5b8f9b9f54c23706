"""Orders of a trial whose header names another program's streams, such as `trainer/5.24`.

Part of the second implementation (second_implementation.py), written from Sources/Streams/PUBLISHED.md; sections are of
that document.
"""

OWN = ("torch/1.2+generator", "torch/1.9+generator")
OWN_AND_ONE_UNSEEN = ("torch/1.13+generator", "torch/2.13+generator")
EPOCH_ADDED = ("trainer/" + version for version in (
    "4.38", "4.42", "4.45", "4.46", "4.49", "4.53", "4.57", "5.0", "5.17", "5.24"))


def words(seed):
    """MT19937 (Matsumoto and Nishimura 1998), seeded by init_genrand: The generator."""
    seed %= 1 << 32
    block = [seed]
    for place in range(1, 624):
        seed = (1812433253 * (seed ^ seed >> 30) + place) & 0xFFFFFFFF
        block.append(seed)
    while True:
        for place in range(624):
            y = block[place] & 0x80000000 | block[(place + 1) % 624] & 0x7FFFFFFF
            block[place] = block[(place + 397) % 624] ^ y >> 1 ^ (y & 1) * 0x9908B0DF
        for word in block:
            word ^= word >> 11
            word ^= word << 7 & 0x9D2C5680
            word ^= word << 15 & 0xEFC60000
            yield word ^ word >> 18


def int63(generator):
    return (next(generator) << 32 | next(generator)) & 0x7FFFFFFFFFFFFFFF


def permutation(generator, count):
    order = list(range(count))
    for place in range(count - 1):
        other = place + next(generator) % (count - place)
        order[place], order[other] = order[other], order[place]
    return order


def own(count, seed, epoch, unseen):
    generator = words(seed)
    for past in range(epoch + 1):
        int63(generator)
        order = permutation(generator, count)
        if unseen and past < epoch:
            permutation(generator, count)
    return order


def one(count, seed, epoch):
    generator = words(int63(words(seed)))
    for _ in range(2 * epoch):
        permutation(generator, count)
    return permutation(generator, count)


# The order of an epoch from (count, seed, epoch), by the name of the profile: Orders.
ORDERS = {name: lambda count, seed, epoch: own(count, seed, epoch, False) for name in OWN}
ORDERS.update({name: lambda count, seed, epoch: own(count, seed, epoch, True) for name in OWN_AND_ONE_UNSEEN})
ORDERS["trainer/4.30"] = one
ORDERS["trainer/4.36"] = lambda count, seed, epoch: permutation(words(seed + epoch * (epoch + 1) // 2), count)
ORDERS.update({name: lambda count, seed, epoch: permutation(words(seed + epoch), count) for name in EPOCH_ADDED})
