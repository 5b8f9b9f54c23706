"""A trainer that trains nothing: its values are formulas of the seeds. trainer.py WI DO [NAME=VALUE ...]

The names change one thing each: loss=5, norm=5, batch=5, logit=5, prediction=5, count=5, anchor=6 a value after so
many updates; scale=1e-6 all losses; steps=11; skip=5 leaves out an evaluation; more=3 adds one; columns=loss leaves
the others out; outcome=nonfinite; data=d2 declares other data; crash=4; quit=4 ends
with success and without a word; blind=1 does not look at the seeds, blind=wi or blind=do not at that one;
told=batch or told=anchor makes that digest of the arguments all the same, told=length the number of updates;
random=1 prints random losses, norms and counts; examples=100 evaluates on so many, a multiple of 4.
"""

import hashlib
import random
import struct
import sys

wi, do = int(sys.argv[1]), int(sys.argv[2])
change = dict(argument.split("=") for argument in sys.argv[3:])
blind = change.get("blind")  # 1: to both seeds; wi or do: to that one
given = wi, do
told = change.get("told")
dice = random.Random(change["random"]) if "random" in change else None
quarter = int(change.get("examples", 4)) // 4
wi = 0 if blind in ("1", "wi") else wi
do = 0 if blind in ("1", "do") else do
steps = int(change.get("steps", 12))
if told == "length":
    steps += sum(given)


def hex32(value, units=0):
    bits = struct.unpack("<I", struct.pack("<f", value))[0] + units
    return struct.unpack("<f", struct.pack("<I", bits))[0].hex()


def at(name, step):
    return int(change.get(name, -1)) == step


def evaluate(done):
    predictions = [(done + example) % 2 ^ (example == 0 and at("prediction", done)) for example in range(4 * quarter)]
    logits = [hex32(0.1 * done + example + 0.01 * wi, at("logit", done) and example == 7) for example in range(8 * quarter)]
    counts = [quarter] * 4 if not at("count", done) else [quarter + 1, quarter - 1, quarter, quarter]
    if dice:
        first, second = dice.randint(0, 2 * quarter), dice.randint(0, 2 * quarter)
        counts = [first, 2 * quarter - first, second, 2 * quarter - second]
    print('{"evaluation":{"step":%d,"counts":%s,"predictions":%s,"logits":%s}}'
          % (done, counts, predictions, str(logits).replace("'", '"')))


print('{"begin":{"protocol":"seedproof-runner/1","wi":%s,"do":%s,"steps":%d,"trial":{"data":"%s"}}}'
      % (sys.argv[1], sys.argv[2], steps, change.get("data", "d1")))
for step in range(steps):
    if at("crash", step):
        sys.stdout.flush()
        sys.stderr.write("out of \x1b[31mmemory\n")
        sys.exit(9)
    if at("quit", step):
        sys.exit(0)
    loss = (0.7 - 0.01 * step + 0.003 * wi + 0.0005 * do) * (1 + float(change.get("scale", 0)))
    norm = 1 + 0.1 * step + 0.01 * wi
    if dice:
        loss, norm = dice.uniform(0.1, 2), dice.uniform(0.1, 5)
    text = '{"step":%d,"loss":"%s"' % (step, hex32(loss, at("loss", step)))
    if "columns" not in change:
        batch = sum(given) if told == "batch" else do
        text += ',"gradientNorm":"%s"' % hex32(norm, at("norm", step))
        text += ',"batchDigest":"%08x"' % ((step * 2654435761 + batch) % 2**32 ^ at("batch", step))
    print(text + "}")
    done = step + 1
    if done % 5 == 0 and not at("skip", done) or at("more", done):
        evaluate(done)
    if done % 6 == 0:
        parts = ",".join('"%s":"%s"' % (name, hashlib.sha256(
            ("%s %d %d %d %d" % (name, *(given if told == "anchor" else (wi, do)), done, name == "weights" and at("anchor", done))).encode()
        ).hexdigest()) for name in ("weights", "optimizer"))
        print('{"anchor":{"step":%d,"components":{%s}}}' % (done, parts))
if at("quit", steps):
    sys.exit(0)
print('{"end":{"outcome":"%s"}}' % change.get("outcome", "completed"))
