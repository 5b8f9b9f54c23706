#!/usr/bin/env bash
# A log of 20,000 scores is read back as 10,000, and the best one may not be among them.
#
# Packages: tensorboard 2.21.0, protobuf 7.36.2, numpy 2.4.6.
#
# Expected: what was logged can be read. Scripts that make tables of runs read the scores of an event file with
# EventAccumulator, the reader of TensorBoard itself, and take the best or the last.
#
# What happens: it keeps at most 10,000 values of a name, and which ones is drawn.
# - 10,000 values are all there. Of 20,000 there are 10,000, and nothing says so.
# - The last value is always kept. A best value at step 777 is lost; which steps are kept is the same in each reading,
#   since the draw has a fixed seed.
# - With size_guidance={"scalars": 0} all are there.
#
# Why it matters: the best score over training, what early stopping would have chosen and the length of a run are then of
# half the log, and two runs of one length lose the same steps, so that nothing looks odd beside each other.
#
# Instead: size_guidance={"scalars": 0}.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet tensorboard==2.21.0 protobuf==7.36.2 numpy==2.4.6

cat > "$work/show.py" <<'PYTHON'
import importlib.metadata
import sys
import tempfile

from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tensorboard.compat.proto.event_pb2 import Event
from tensorboard.compat.proto.summary_pb2 import Summary
from tensorboard.summary.writer.event_file_writer import EventFileWriter


def write(count, best):
    """The folder of a log whose score is 0.5, and 0.9 at one step."""
    folder = tempfile.mkdtemp(dir=sys.argv[1])
    writer = EventFileWriter(folder)
    for step in range(count):
        value = Summary.Value(tag="score", simple_value=0.9 if step == best else 0.5)
        writer.add_event(Event(wall_time=step, step=step, summary=Summary(value=[value])))
    writer.close()
    return folder


def read(folder, **options):
    """How many scores there are, the best, and the last step."""
    reader = EventAccumulator(folder, **options)
    reader.Reload()
    events = reader.Scalars("score")
    return len(events), round(max(event.value for event in events), 2), events[-1].step


long = write(20000, 777)
facts = [
    ("10,000 scores", read(write(10000, 777)), (10000, 0.9, 9999)),
    ("20,000 scores", read(long), (10000, 0.5, 19999)),
    ("the same again", read(long), (10000, 0.5, 19999)),
    ("the best is the last", read(write(20000, 19999)), (10000, 0.9, 19999)),
    ("without a limit", read(long, size_guidance={"scalars": 0}), (20000, 0.9, 19999)),
]
print("tensorboard", importlib.metadata.version("tensorboard"))
print("  scores, the best, the last step")
for name, seen, expected in facts:
    print(f"  {name:22} {seen} {'as found' if seen == expected else 'CHANGED'}")
sys.exit(any(seen != expected for _, seen, expected in facts))
PYTHON

if "$work/venv/bin/python" -W ignore "$work/show.py" "$work" 2> "$work/stderr"; then
  echo "as found: half of a log is read, without its best score"
else
  cat "$work/stderr"
  echo "CHANGED"
  exit 1
fi
