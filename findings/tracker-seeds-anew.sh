#!/usr/bin/env bash
# Beginning to log a run seeds the program's random generators: trials with the seeds 1 and 2 become one trial.
#
# Packages: clearml 2.1.12, numpy 2.4.6. It runs offline, and asks for no account.
#
# Expected: a program that logs runs looks on. What the trial drew without it, it draws with it.
#
# What happens: Task.init seeds Python's random and numpy's global generator with 1337.
# - A trial that sets its seed and then begins its log draws the same for each seed: what 1337 gives.
# - Nothing is printed about it.
# - A seed that is set after Task.init counts. Task.set_random_seed(None) before Task.init leaves the generators alone.
#
# Why it matters: of hundreds of trials that differ in their seeds only, all are the same trial, bit by bit. The
# spread over seeds is 0, and the repeats look like proof of determinism. Where a part of the draws comes before the log
# begins (the first weights) and a part after it (the order of the data), one of two seeds has an effect and the other
# has none.
#
# Instead: Task.set_random_seed(None) first, or seed after it; and see that two seeds differ.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet clearml==2.1.12 numpy==2.4.6

mkdir "$work/trial"
cat > "$work/trial/draw.py" <<'PYTHON'
import random
import sys

import numpy

seed, way = int(sys.argv[1]), sys.argv[2]


def set_seed():
    random.seed(seed)
    numpy.random.seed(seed)


set_seed()
if way != "without":
    from clearml import Task

    Task.set_offline(True)
    if way == "none":
        Task.set_random_seed(None)
        set_seed()
    task = Task.init("project", f"trial {seed}", auto_connect_frameworks=False, auto_resource_monitoring=False)
    if way == "after":
        set_seed()
print("drawn", random.random(), numpy.random.random())
if way != "without":
    task.close()
PYTHON

drawn() {
  HOME="$work" CLEARML_CONFIG_FILE="$work/none.conf" "$work/venv/bin/python" -W ignore "$work/trial/draw.py" "$1" "$2" \
    2>> "$work/stderr" | sed -n 's/^drawn //p'
}

status=0
see() { # see WHAT SEEN EXPECTED
  if [ "$2" = "$3" ]; then
    echo "  $1: $2 (as found)"
  else
    echo "  $1: $2 CHANGED, was $3"
    status=1
  fi
}

one=$(drawn 1 without)
two=$(drawn 2 without)
fixed=$(drawn 1337 without)
"$work/venv/bin/python" -c 'import clearml, numpy; print("clearml", clearml.__version__, "numpy", numpy.__version__)'
see "seed 1, no log" "$one" "0.13436424411240122 0.417022004702574"
see "seed 2, no log" "$two" "0.9560342718892494 0.43599490214200376"
see "seed 1, then Task.init" "$(drawn 1 before)" "$fixed"
see "seed 2, then Task.init" "$(drawn 2 before)" "$fixed"
see "Task.init, then seed 1" "$(drawn 1 after)" "$one"
see "seed 1, Task.set_random_seed(None) before" "$(drawn 1 none)" "$one"
if [ "$status" -eq 0 ]; then
  echo "as found: to begin a log sets the seed 1337"
else
  cat "$work/stderr"
  echo "CHANGED"
fi
exit "$status"
