"""Known answers of published seeds: prints published_answers.txt.

    python3 -B make_published_answers.py > published_answers.txt

By published_rules.py beside it, which shares no code with the program. ci/oracle-streams compares both with PyTorch and
transformers themselves.
"""

import hashlib
import random

import published_rules as rules

TORCH = ["torch/%s%s" % (version, variant) for version in ("1.2", "1.9", "1.13", "2.13")
         for variant in ("", "+generator")]
TRAINER = ["trainer/" + version for version in (
    "4.30 4.31 4.34 4.35 4.36 4.37 4.38 4.42 4.45 4.46 4.49 4.53 4.57 5.0 5.17 5.24").split()]


def line(name, *parts):
    *inputs, values = parts
    print("%s %s = %s" % (name, " ".join(map(str, inputs)), " ".join(map(str, values))))


draw = random.Random(2020)
for seed in (0, 42, 2**32 - 1):
    twister = rules.Twister(seed)
    words = ["%08x" % twister.word() for _ in range(1250)]
    line("mt-words", seed, words[:4] + words[622:626] + words[1246:])
for profile in TORCH + TRAINER:
    for seed, count, epoch in (
            (42, 10, 0), (42, 10, 1), (42, 10, 2), (draw.randrange(2**32), 31, 2), (2**32 - 1, 7, 1)):
        line("published-order", profile, seed, count, epoch, rules.order(profile, seed, count, epoch))
    if rules.depends_on_draws(profile):
        for epoch in range(3):
            line("published-draws", profile, 42, 10, epoch, 1538, 66, rules.order(profile, 42, 10, epoch, 1538, 66))
for profile, seed in (("torch/2.13+generator", 12), ("trainer/4.30", 3), ("trainer/5.24", 12)):
    order = " ".join(map(str, rules.order(profile, seed, 2490, 2)))
    line("published-digest", profile, seed, 2490, 2, [hashlib.sha256(order.encode()).hexdigest()])
for count, size in ((1, 4), (10, 2), (130, 4), (300, 1)):
    lengths = [draw.randrange(1, 12) for _ in range(count)]
    for profile in ("trainer/4.30", "trainer/4.57"):
        for epoch in range(2):
            line("published-lengths", profile, 42, size, epoch, 20, *lengths,
                 rules.ordered_by_length(profile, 42, lengths, size, epoch, 20))
for seed, probability in ((0, 0.1), (42, 0.1), (42, 0.5), (7, 0.3)):
    line("published-mask", seed, probability, ["".join("01"[kept] for kept in rules.mask(seed, 100, probability))])
    line("published-intel-mask", seed, probability,
         ["".join("01"[kept] for kept in rules.mask_of_one_word(seed, 100, probability))])
for seed, count, before in ((42, 16, 0), (42, 17, 0), (0, 40, 0), (3, 31, 768), (2**32 - 1, 48, 5)):
    line("published-weights", seed, count, before, ["%08x" % value for value in rules.weights(seed, count, before)])
for seed, count, before in ((42, 1, 0), (42, 15, 0), (7, 8, 3)):
    line("published-weights", seed, count, before, ["%08x" % value for value in rules.few_weights(seed, count, before)])
