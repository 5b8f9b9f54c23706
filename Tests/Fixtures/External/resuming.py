"""A trainer of one weight and one moment that can resume. resuming.py WI DO FOLDER [NAME=VALUE ...]

It saves its state to FOLDER after every second update (every=N: after every Nth) and goes on from there. The names make
it go wrong: forgets=1 loses the moment on resuming, anew=1 never resumes, gap=1 leaves an update out on resuming,
again=1 counts an update twice, fails=1 fails on resuming; reads=NAME lets a variable of the environment into the
weight, hash=1 Python's hash of a text, umask=1 the umask, folder=1 the working directory; blind=wi or blind=do ignores
that seed; steps=N is its length.

Each update is followed by a blank line that is longer than a pipe, so that nobody is far ahead of who reads.
"""

import json
import os
import sys

wi, do, folder = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
change = dict(argument.split("=", 1) for argument in sys.argv[4:])
steps, every = int(change.get("steps", 12)), int(change.get("every", 2))
wi = 0 if change.get("blind") == "wi" else wi
do = 0 if change.get("blind") == "do" else do

step, weight, moment = 0, wi / 16, 0.0
if change.get("reads", "") in os.environ:
    weight += len(os.environ[change["reads"]]) / 256
if "hash" in change:
    weight += hash("a text") % 1024 / 1024
if "umask" in change:
    weight += os.umask(0o22) / 1024
if "folder" in change:
    weight += len(os.getcwd()) / 1024

place = os.path.join(folder, "state.json")
if folder and os.path.exists(place) and "anew" not in change:
    if "fails" in change:
        sys.exit("cannot read " + place)
    with open(place) as file:
        step, weight, moment = json.load(file)
    if "forgets" in change:
        moment = 0.0
    if "gap" in change:
        step += 1
    if "again" in change:
        weight -= moment / 4

print('{"begin":{"protocol":"seedproof-runner/1","steps":%d}}' % steps, flush=True)
while step < steps:
    gradient = ((step * 7 + do * 5) % 16 - 7) / 16
    print('{"step":%d,"loss":"%s","gradientNorm":"%s"}' % (step, (4 + weight).hex(), abs(gradient).hex()), flush=True)
    moment = moment / 2 + gradient
    weight -= moment / 4
    step += 1
    # Few bits, so that every value is one of binary32.
    weight = round(weight * 2 ** 16) / 2 ** 16
    moment = round(moment * 2 ** 12) / 2 ** 12
    print(" " * 300000, flush=True)
    if step == 6:
        print('{"evaluation":{"step":6,"correct":%d,"total":100}}' % (50 + int(weight * 16)), flush=True)
    if folder and step % every == 0:
        with open(place + ".new", "w") as file:
            json.dump([step, weight, moment], file)
        os.rename(place + ".new", place)
print('{"end":{}}', flush=True)
