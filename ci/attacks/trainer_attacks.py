"""Trainers that cheat, tolerances that anything meets, and sound settings that look odd.

Whatever a hostile trainer prints, nothing may be called reproduced or agreeing that was not computed again from
the seeds; and whatever setting the protocol allows, a true rerun is reproduced.
"""

import itertools
import sys

from bench import SMALL_PLAN, kind

TRAINER = r'''
import hashlib, math, os, random, signal, struct, sys, time
wi, do = int(sys.argv[1]), int(sys.argv[2])
given = wi, do
on = dict(word.partition("=")[::2] for word in sys.argv[3:])
wi = 0 if "noseed" in on or "nowi" in on else wi
do = 0 if "noseed" in on or "nodo" in on else do
if "swap" in on: wi, do = do, wi
if "first" in on: wi, do = 1, 1
dice = random.SystemRandom()
STEPS, EXAMPLES = int(on.get("steps", 12)), int(on.get("examples", 200))

def noise(*words):
    return int.from_bytes(hashlib.sha256(repr(words).encode()).digest()[:4], "big") / 2**32

def hexed(value):
    if value != value or value in (math.inf, -math.inf): return str(value)
    return struct.unpack("<f", struct.pack("<f", value))[0].hex()

def say(text): print(text, flush="slow" in on)

begin = '{"begin":{"protocol":"seedproof-runner/1","wi":%d,"do":%d,"trial":{"data":"%s"}}}'
if "nobegin" not in on:
    say(begin % (given[0] + ("liar" in on), given[1], on.get("data", "d")))
if "twobegins" in on: say(begin % (*given, "d"))
if "spam" in on: sys.stderr.write("reproduced: 3 of 3 compared\n" * 20000)
if "fake" in on: say("reproduced: 3 of 3 compared, 129 values identical, controls 7/7 caught")
right = 0
for step in range(STEPS):
    if on.get("early") == str(step): break
    if on.get("crash") == str(step): sys.exit(3)
    if on.get("killed") == str(step): sys.stdout.flush(); os.kill(os.getpid(), signal.SIGKILL)
    if on.get("hang") == str(step): sys.stdout.flush(); time.sleep(60)
    loss = 0.7 * 0.98**step * (1 + 0.05 * noise(wi, do, step))
    norm = 2 + noise("norm", wi, do, step)
    if "weak" in on: loss = 0.7 * 0.98**step * (1 + float(on["weak"]) * noise(wi, do, step))
    if "clipped" in on: norm = 1 - 1e-7 * round(noise("norm", wi, do, step))
    if "random" in on or "randomloss" in on: loss = dice.uniform(0.05, 2)
    if "random" in on or "randomnorm" in on: norm = dice.uniform(0.05, 6)
    if "constant" in on: loss, norm = math.log(2), 2.5
    if on.get("nan") == str(step): loss = math.nan
    if on.get("inf") == str(step): norm = math.inf
    if on.get("negative") == str(step): loss = -loss
    if "zeros" in on: loss, norm = 0.0, 0.0
    if "minuszeros" in on: loss, norm = -0.0, 0.0
    if "allnan" in on: loss, norm = math.nan, math.nan
    loss *= 1 + float(on.get("drift", 0)) * (step >= int(on.get("from", 0)))
    norm *= 1 + float(on.get("normdrift", 0))
    order = sum(given) * 7 if "digestargs" in on else do
    batch = hashlib.sha256(b"%d %d" % (order, step)).hexdigest()[:8]
    if on.get("batch") == str(step): batch = "00000000"
    columns = '"step":%d,"loss":"%s"' % (step + (on.get("skip") == str(step)), hexed(loss))
    if "lossonly" not in on: columns += ',"gradientNorm":"%s","batchDigest":"%s"' % (hexed(norm), batch)
    if "more" in on: columns += ',"note":1'
    if on.get("wide") == str(step): columns = columns.replace('"loss":"', '"loss":"0x1.0000000001p0","x":"')
    if on.get("decimal") == str(step): columns = '"step":%d,"loss":0.5' % step
    if on.get("garbage") == str(step): columns = '"step":'
    if on.get("double") == str(step): say("{%s}" % columns)
    say("{%s}" % columns)
    done = step + 1
    if done % 4 == 0 and on.get("skipevaluation") != str(done):
        right = int(EXAMPLES * (0.5 + 0.02 * done) + 20 * noise("right", wi, do, done))
        if "degenerate" in on: right = EXAMPLES * 53 // 100
        if "random" in on or "randomcount" in on: right = dice.randint(0, EXAMPLES)
        right += int(on.get("countdrift", 0))
        right = max(0, min(EXAMPLES, right))
        say('{"evaluation":{"step":%d,"correct":%d,"total":%d}}' % (done, right, EXAMPLES))
    if "anchors" in on and done % 6 == 0:
        state = given if "anchorargs" in on else (wi, do)
        digest = hashlib.sha256(repr((state, done, "lie" in on)).encode()).hexdigest()
        say('{"anchor":{"step":%d,"components":{"weights":"%s"}}}' % (done, digest))
if "noend" not in on: say('{"end":{"outcome":"%s"}}' % on.get("outcome", "completed"))
if "twoends" in on: say('{"end":{}}')
if "after" in on: say('{"step":%d,"loss":"0x1p0"}' % STEPS)
sys.stdout.flush()
if "status" in on: sys.exit(int(on["status"]))
if "abort" in on: os.abort()
'''


class Lab:
    """A plan for another trainer, and that trainer."""

    def __init__(self, bench, seeds="{ wi: 1...2, do: 1...2 }"):
        self.bench = bench
        self.folder = bench.folder("trainer")
        (self.folder / "t.py").write_text(TRAINER)
        (self.folder / "plan.yaml").write_text(f"name: x\ntask: external\nseeds: {seeds}\n")
        self.grids = {}

    def command(self, flags, seeds="{wi} {do}"):
        return f"'{sys.executable}' -S -E -B '{self.folder}/t.py' {seeds} {flags}"

    def grid(self, flags, seeds="{wi} {do}"):
        """Goldens of the trainer with these flags; recorded once."""
        key = (flags, seeds)
        if key not in self.grids:
            out = self.folder / f"g{len(self.grids)}"
            result = self.bench.run(
                "grid", self.folder / "plan.yaml", "--out", out, "--runner", self.command(flags, seeds))
            if result.status != 0:
                raise RuntimeError(f"no goldens of a trainer: {result}")
            self.grids[key] = out
        return self.grids[key]

    def verify(self, recorded, flags, tolerance=None, seeds="{wi} {do}"):
        more = ["--tolerance", tolerance] if tolerance else []
        return self.bench.run(
            "verify", self.grid(recorded, seeds), "--runner", self.command(flags, seeds),
            "--runner-timeout", "5", "--jobs", "4", *more)


def refused(result):
    """Not a success, and nothing that reads as one."""
    last = [line for line in result.output.splitlines() if ": " in line]
    claims = any(line.startswith(("reproduced: ", "agrees: ")) for line in last)
    return result.status in (1, 2, 3) and not claims


SANE = "loss=1e-4,gradientNorm=1e-3,count=2"

# What the trainer of the goldens and the one of the rerun do; each for both lanes.
HONEST_GOLDENS = [
    "noseed", "nowi", "nodo", "swap", "first", "random", "randomloss", "randomnorm", "constant", "early=0", "early=7",
    "crash=0", "crash=5", "crash=11", "killed=3", "liar", "twobegins", "fake", "nan=3", "nan=11", "inf=2",
    "negative=4", "zeros", "minuszeros", "drift=0.01", "drift=0.01 from=11", "normdrift=0.01", "countdrift=9",
    "batch=6", "skip=5", "lossonly", "more", "wide=4", "decimal=4", "garbage=0", "garbage=9", "double=3",
    "skipevaluation=8", "anchors", "noend", "twoends", "after", "outcome=nonfinite", "outcome=stopped", "outcome=x",
    "status=1", "abort", "steps=11", "steps=13", "data=other", "nobegin", "hang=6",
]

# Goldens and reruns of one and the same trainer, which does not use what it is told.
SAME_BUT_MEANINGLESS = [
    "noseed", "nowi", "nodo", "first", "noseed digestargs", "nowi digestargs", "nodo digestargs",
    "noseed anchors anchorargs", "nodo anchors anchorargs", "nowi anchors anchorargs", "zeros degenerate", "allnan degenerate",
    "noseed digestargs anchors anchorargs", "constant degenerate", "constant degenerate digestargs",
]


@kind("another trainer cheats")
def cheats(bench):
    lab = Lab(bench)
    for flags in HONEST_GOLDENS:
        for tolerance in (None, SANE):
            result = lab.verify("", flags, tolerance)
            yield bench.expect(f"{flags}, {tolerance or 'exact'}", refused(result), result)
    for flags in SAME_BUT_MEANINGLESS:
        for tolerance in (None, SANE):
            result = lab.verify(flags, flags, tolerance)
            holds = refused(result) and "the neighbouring seed" in result.output
            yield bench.expect(f"{flags} twice, {tolerance or 'exact'}", holds, result)


@kind("another trainer is honest")
def honest(bench):
    lab = Lab(bench)
    for flags in ("", "slow", "spam", "clipped", "degenerate", "anchors", "lossonly", "nan=11", "steps=2",
                  "steps=4", "examples=20"):
        result = lab.verify(flags, flags)
        yield bench.expect(f"{flags}, exact", result.status == 0 and "controls 7/7" in result.output, result)
        if "nan" in flags:
            continue
        # Of 20 examples random counts are within 2 too often.
        stated = SANE if "20" not in flags else "loss=1e-4,gradientNorm=1e-3"
        result = lab.verify(flags, f"{flags} drift=1e-6 normdrift=1e-5", stated)
        yield bench.expect(f"{flags}, within {stated}", result.status == 0 and "agrees: 4 of 4" in result.output, result)
    # Digests of a state that rounding changed are not compared within tolerances.
    result = lab.verify("anchors", "anchors lie drift=1e-6", SANE)
    yield bench.expect("another state", result.status == 0, result)
    for seeds, plan in (("1 {do}", "{ wi: 1, do: 1...3 }"), ("{wi} 1", "{ wi: 1...3, do: 1 }")):
        lab = Lab(bench, plan)
        for tolerance in (None, SANE):
            result = lab.verify("", "", tolerance, seeds)
            yield bench.expect(f"{seeds}, {tolerance or 'exact'}", result.status == 0, result)
            result = lab.verify("noseed digestargs", "noseed digestargs", tolerance, seeds)
            yield bench.expect(f"{seeds} unused, {tolerance or 'exact'}", refused(result), result)


@kind("tolerances that anything meets")
def tolerances(bench):
    lab = Lab(bench, "{ wi: 1, do: 1...3 }")
    wide = [
        "loss=0.99999,gradientNorm=0.99999,count=56", "loss=0.99999,gradientNorm=0.99999,count=150",
        "loss=0.999999999", "gradientNorm=0.9", "count=100", "count=199", "loss=0.5,gradientNorm=0.5", "loss=0.9,count=2",
        "loss=0.06,gradientNorm=0.5,count=30", "loss=1e-4,gradientNorm=0.6,count=2", "count=1000000", "loss=0.2",
    ]
    for text in wide:
        # By chance a random value may be out of reach: then they disagree.
        for flags in ("random", "randomloss", "randomnorm", "randomcount", "constant", ""):
            result = lab.verify("", flags, text, seeds="1 {do}")
            yield bench.expect(f"{flags or 'honest'} within {text}", refused(result), result)
    for text in (SANE, "loss=1e-3", "gradientNorm=1e-2", "count=5", "loss=1e-6,gradientNorm=1e-6"):
        result = lab.verify("", "", text, seeds="1 {do}")
        yield bench.expect(f"honest within {text}", result.status == 0, result)


EXTREMES = {
    "epochs": ["1", "1000"], "batch_size": ["1", "2", "65536"],
    "learning_rate": ["5e-324", "1e-300", "1e-45", "1e-12", "1"], "warmup": ["0", "5e-324", "1"],
    "max_length": ["4", "5", "31"], "dropout": ["0", "5e-324", "0.999", "0.9999999", "0.9999999999999999"],
    "dropout_seed": ["wi", "do", "fixed"], "optimizer": ["adamw", "bert-adam"], "weight_decay": ["0", "5e-324", "1"],
    "clip_norm": ["5e-324", "1e-300", "1e-45", "1e-40", "1e-30", "1e-6", "1e6"],
    "evaluations_per_epoch": ["1", "1000"], "anchors_per_epoch": ["1", "1000"], "keep_logits": ["true", "false"],
    "max_steps": ["1", "2", "3", "4", "5", "8", "9"],
}

# Settings that leave little to see, together.
TOGETHER = [
    {"learning_rate": "1e-300", "clip_norm": "1e-300", "keep_logits": "false"},
    {"learning_rate": "1e-300", "clip_norm": "1e-300", "weight_decay": "1", "warmup": "1"},
    {"learning_rate": "1", "optimizer": "bert-adam", "warmup": "0", "weight_decay": "1"},
    {"dropout": "0.9999999", "keep_logits": "false", "learning_rate": "1e-300"},
    {"dropout": "0.9999999", "keep_logits": "false", "learning_rate": "1e-300", "max_steps": "1"},
    {"dropout": "0.9999999999999999", "clip_norm": "1e-300", "max_steps": "2", "keep_logits": "false"},
    {"max_steps": "1", "warmup": "1", "keep_logits": "false"}, {"max_steps": "2", "warmup": "1"},
    {"max_length": "4", "dropout": "0.999", "keep_logits": "false", "max_steps": "4"},
    {"learning_rate": "1", "warmup": "0", "clip_norm": "1e6"},
    {"learning_rate": "1", "warmup": "0", "clip_norm": "1e6", "optimizer": "bert-adam"},
    {"clip_norm": "1e-300", "anchors_per_epoch": "1000", "evaluations_per_epoch": "1000"},
    {"clip_norm": "1e-300", "max_steps": "4"}, {"clip_norm": "1e-38", "optimizer": "bert-adam"},
]


def plan(settings):
    given = {"epochs": "1", "learning_rate": "1e-3", "max_length": "32", "max_steps": "10", "evaluations_per_epoch": "10",
             "anchors_per_epoch": "20", "keep_logits": "true", **settings}
    head, tail = SMALL_PLAN.split("protocol:\n")[0], "seeds: { wi: 1, do: 0 }\n"
    return head + "protocol:\n" + "".join(f"  {key}: {value}\n" for key, value in given.items()) + tail


@kind("an extreme setting is reproduced")
def extremes(bench):
    single = [{key: value} for key, values in EXTREMES.items() for value in values]
    for settings in itertools.chain(single, TOGETHER):
        name = ", ".join(f"{key} {value}" for key, value in settings.items())
        try:
            folder = bench.grid(plan(settings))
        except RuntimeError as failure:
            yield bench.expect(name, False, failure)
            continue
        result = bench.run("verify", folder)
        yield bench.expect(name, result.status == 0 and result.output.count("not caught") == 0, result)
