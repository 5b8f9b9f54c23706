#!/usr/bin/env bash
# Which trials of a search are stopped early depends on the name of the search, and without a name on chance.
#
# Package: optuna 5.0.0.
#
# Expected: a search with a seeded sampler and an objective that draws nothing is the same search each time. The rule that
# stops trials looks at their scores.
#
# What happens: HyperbandPruner puts each trial into one of its brackets, each with a rule of its own, by a checksum of the
# study's name and the trial's number.
# - The same 40 trials, with the same scores, under the names a, b and c: other trials are stopped, after other numbers of
#   steps.
# - Without a name, create_study makes one up at each start, and two runs of one program stop other trials.
# - SuccessiveHalvingPruner, which has one bracket, does not ask for the name: all runs are equal.
#
# Why it matters: a search is repeated with all seeds fixed, and trains other trials to their end. The budget that it used
# differs by a third. A study that is copied under another name is another experiment.
#
# Instead: name the study, and write the name down with the seeds; or use a rule with one bracket.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet optuna==5.0.0

cat > "$work/show.py" <<'PYTHON'
import sys

import optuna

optuna.logging.set_verbosity(optuna.logging.ERROR)


def search(name, pruner):
    """Steps that were trained, and the numbers of the trials that were stopped."""
    study = optuna.create_study(
        study_name=name, direction="maximize", sampler=optuna.samplers.RandomSampler(seed=1), pruner=pruner)

    def objective(trial):
        best = trial.suggest_float("x", 0, 1)
        for step in range(1, 28):
            trial.report(best * (1 - 0.9**step), step)
            if trial.should_prune():
                raise optuna.TrialPruned()
        return best

    study.optimize(objective, n_trials=40)
    stopped = [trial.number for trial in study.trials if trial.state == optuna.trial.TrialState.PRUNED]
    return sum(len(trial.intermediate_values) for trial in study.trials), stopped


def hyperband(name):
    return search(name, optuna.pruners.HyperbandPruner(min_resource=1, max_resource=27, reduction_factor=3))


def halving(name):
    return search(name, optuna.pruners.SuccessiveHalvingPruner(min_resource=1, reduction_factor=3))


named = [hyperband(name) for name in "abc"]
unnamed = [hyperband(None) for _ in range(6)]
facts = [
    ("Hyperband, steps under a, b, c", [steps for steps, _ in named], [420, 564, 570]),
    ("stopped trials under a, b, c", [len(stopped) for _, stopped in named], [29, 24, 25]),
    ("a again is a", hyperband("a") == named[0], True),
    ("six runs without a name are equal", all(run == unnamed[0] for run in unnamed), False),
    ("halving: a, b, c and no name are equal", all(halving(name) == halving("a") for name in ["b", "c", None]), True),
]
print("optuna", optuna.__version__, "steps of six runs without a name:", [steps for steps, _ in unnamed])
for name, seen, expected in facts:
    print(f"  {name:40} {seen} {'as found' if seen == expected else 'CHANGED'}")
sys.exit(any(seen != expected for _, seen, expected in facts))
PYTHON

if "$work/venv/bin/python" -W ignore "$work/show.py" 2> "$work/stderr"; then
  echo "as found: the name of a study decides which of its trials are stopped"
else
  cat "$work/stderr"
  echo "CHANGED"
  exit 1
fi
