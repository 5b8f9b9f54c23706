#!/usr/bin/env bash
# An infinite loss comes back from the log as a finite number, and of two scores of one moment the greater is the last.
#
# Package: mlflow 3.17.2, with a database of SQLite, which is what it uses without other settings.
#
# Expected: a metric that was logged is the metric that is read. The latest value of a metric is the one that was logged last.
#
# What happens:
# - inf is stored as 1.7976931348623157e+308, and -inf as its negative. Both are finite when they are read.
# - nan stays nan, so that one kind of divergence is kept and the other is not.
# - -0.0 comes back as 0.0.
# - Of several values with one step and one time, in milliseconds, the greatest is called the latest, whatever the order.
#   In the history all of them are there, sorted by value.
#
# Why it matters: trials that diverged are found by a loss that is not finite; here isfinite says that all is well, and a
# mean over trials is about 1e308 and not inf. A loop that evaluates twice within a millisecond reports the better score
# where more is better, and the worse one where less is: a loss of 0.7 after one of 0.9 is 0.9.
#
# Instead: log a flag beside the loss where it is not finite, and give each value a step of its own.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet mlflow==3.17.2

cat > "$work/show.py" <<'PYTHON'
import logging
import math
import sys

import mlflow

logging.disable(logging.CRITICAL)
mlflow.set_tracking_uri(f"sqlite:///{sys.argv[1]}/log.db")
with mlflow.start_run() as run:
    for name, value in [("inf", math.inf), ("minus inf", -math.inf), ("nan", math.nan), ("minus zero", -0.0)]:
        mlflow.log_metric(name, value, step=1)
    for value in (0.9, 0.7):
        mlflow.log_metric("falling", value, step=3, timestamp=1000)
    for value in (0.7, 0.9):
        mlflow.log_metric("rising", value, step=3, timestamp=1000)
    for time, value in enumerate((0.9, 0.7)):
        mlflow.log_metric("a millisecond apart", value, step=3, timestamp=1000 + time)
client = mlflow.MlflowClient()
found = client.get_run(run.info.run_id).data.metrics
history = [metric.value for metric in client.get_metric_history(run.info.run_id, "falling")]
facts = [
    ("inf", repr(found["inf"]), "1.7976931348623157e+308"),
    ("-inf", repr(found["minus inf"]), "-1.7976931348623157e+308"),
    ("nan", repr(found["nan"]), "nan"),
    ("-0.0", repr(found["minus zero"]), "0.0"),
    ("0.9 and then 0.7", found["falling"], 0.9),
    ("0.7 and then 0.9", found["rising"], 0.9),
    ("0.9, a millisecond later 0.7", found["a millisecond apart"], 0.7),
    ("history of 0.9 and then 0.7", history, [0.7, 0.9]),
]
print("mlflow", mlflow.__version__)
for name, seen, expected in facts:
    print(f"  {name:30} {seen} {'as found' if seen == expected else 'CHANGED'}")
sys.exit(any(seen != expected for _, seen, expected in facts))
PYTHON

if (cd "$work" && "$work/venv/bin/python" -W ignore "$work/show.py" "$work") 2> "$work/stderr"; then
  echo "as found: what is infinite is logged as finite, and the greatest of equal times is the latest"
else
  cat "$work/stderr"
  echo "CHANGED"
  exit 1
fi
