#!/usr/bin/env python3
"""Compares 'seedproof analyze' with the printed tables of Dodge et al. 2020, and audits the paper's claims.

    ci/paper.py PROGRAM FOLDER

FOLDER holds the scores of the 2,100 trials, recovered from the colours of a figure: exactly for RTE and SST, within
.0003 for MRPC and .0013 for CoLA. Exits 1 where a comparison fails that is not listed in KNOWN, or where one that is
listed does not. Standard library only.
"""

import collections
import csv
import json
import math
import pathlib
import subprocess
import sys

TASKS = ("mrpc", "rte", "cola", "sst")
EXACT = ("rte", "sst")
# Table 3: mean; standard deviations overall, given WI, given DO.
TABLE3 = {
    "mrpc": ("0.8250", "0.0608", "0.0575", "0.0594"),
    "rte": ("0.6260", "0.0689", "0.0659", "0.0668"),
    "cola": ("0.5877", "0.1009", "0.0902", "0.0946"),
    "sst": ("0.9422", "0.0028", "0.0028", "0.0024"),
}
# Table 4: F and p of the best against the worst seed.
TABLE4 = {
    ("mrpc", "wi"): ("29.26", "2.0e-06"), ("mrpc", "do"): ("7.57", "8.3e-03"),
    ("rte", "wi"): ("15.34", "2.8e-04"), ("rte", "do"): ("9.64", "3.2e-03"),
    ("cola", "wi"): ("7.95", "7.0e-03"), ("cola", "do"): ("7.03", "1.1e-02"),
    ("sst", "wi"): ("5.03", "3.3e-02"), ("sst", "do"): ("27.85", "1.3e-05"),
}
# Comparisons that the recovered scores cannot pass: F is within 0.5%, but p moves several times as much as F.
KNOWN = {"p of cola WI within 0.5% of the printed digits"}


def f_tail(f, residual):
    """P(F > f) with 1 and `residual` degrees of freedom: both tails of Student's t, by Simpson's rule."""
    start, steps = math.atan(math.sqrt(f / residual)), 4000
    width = (math.pi / 2 - start) / steps
    total = sum((1 if k in (0, steps) else 4 if k % 2 else 2) * math.cos(start + k * width) ** (residual - 1)
                for k in range(steps + 1))
    scale = math.exp(math.lgamma((residual + 1) / 2) - math.lgamma(residual / 2)) / math.sqrt(math.pi)
    return 2 * scale * total * width / 3


def holm(p):
    """Holm's adjustment, in the order given."""
    adjusted, largest = dict.fromkeys(p, 0.0), 0.0
    for rank, key in enumerate(sorted(p, key=p.get)):
        largest = max(largest, min(1.0, (len(p) - rank) * p[key]))
        adjusted[key] = largest
    return adjusted


def half_unit(text):
    """Half a unit in the last of the two digits of a printed p-value."""
    return 0.05 * float("1" + text[text.index("e"):])


class Comparison:
    def __init__(self):
        self.failed = set()

    def check(self, name, holds, figures):
        print(f"  {'ok   ' if holds else 'FAILS'}  {name}: {figures}")
        if not holds:
            self.failed.add(name)

    def end(self):
        for name in sorted(self.failed & KNOWN):
            print(f"Known to fail, as the scores are read from a figure: {name}.")
        unexpected = sorted(self.failed - KNOWN) + [f"{name} (listed as known, but holds)"
                                                    for name in sorted(KNOWN - self.failed)]
        for name in unexpected:
            print(f"UNEXPECTED: {name}")
        return 1 if unexpected else 0


def table3(compare, tasks):
    print("Table 3, mean and standard deviations (overall, given WI, given DO), to 4 decimals")
    for name in TASKS:
        task = tasks[name]
        sd = task["sd"]
        own = tuple(f"{x:.4f}" for x in (task["mean"], sd["overall"], sd["givenWI"], sd["givenDO"]))
        compare.check(name, own == TABLE3[name], f"{' '.join(own)}, printed {' '.join(TABLE3[name])}")


def table4(compare, tasks):
    print("Table 4, F and p of the best against the worst seed")
    for (name, factor), (f_text, p_text) in TABLE4.items():
        test = tasks[name]["bestWorst"][factor]
        f, p, residual = test["F"], test["p"], test["degreesOfFreedom"][1]
        label = f"{name} {factor.upper()}"
        if name in EXACT:
            compare.check(f"F of {label} to the printed digits", f"{f:.2f}" == f_text, f"{f:.4f}, printed {f_text}")
            compare.check(f"p of {label} to the printed digits", f"{p:.1e}" == p_text, f"{p:.3e}, printed {p_text}")
            continue
        change = f / float(f_text) - 1
        compare.check(f"F of {label} within 0.5%", abs(change) <= 0.005, f"{f:.4f}, printed {f_text} ({change:+.2%})")
        printed, half = float(p_text), half_unit(p_text)
        strict = (printed - half) * 0.995 <= p <= (printed + half) * 1.005
        compare.check(f"p of {label} within 0.5% of the printed digits", strict,
                      f"{p:.3e}, printed {p_text} ({p / printed - 1:+.1%})")
        own = f_tail(float(f_text), residual)
        compare.check(f"p of the printed F of {label} to the printed digits", abs(own - printed) <= half,
                      f"{own:.3e}, printed {p_text}")
        low, high = f_tail(1.005 * f, residual), f_tail(0.995 * f, residual)
        compare.check(f"p of {label} within what 0.5% of F gives", low <= printed + half and printed - half <= high,
                      f"{low:.2e} to {high:.2e}, printed {p_text}")


def baselines(compare, tasks, search):
    print("Expected best of n full trials, n = 1...30, against performance - improvement_over_baseline")
    for name in TASKS:
        gaps = {}
        for row in search:
            if row["task"] == name:
                n = int(row["budget"])
                printed = float(row["performance"]) - float(row["improvement_over_baseline"])
                gaps[n] = max(gaps.get(n, 0), abs(tasks[name]["best"]["V"][n - 1] - printed))
        figures = f"largest distance {max(gaps.values()):.5f} over {len(gaps)} budgets"
        if name == "sst":
            print(f"         sst: {figures} (not promised)")
        else:
            compare.check(name, len(gaps) == 30 and max(gaps.values()) < 0.0006, figures)


def claims(tasks, search):
    print("What becomes of the paper's claims\n")
    keys = [(name, factor) for name in TASKS for factor in ("wi", "do")]
    adjusted = holm({(n, f): tasks[n]["tests"][f]["permutationP"] for n, f in keys})
    print("1. 'The best and the worst seed differ significantly', both kinds, all tasks.")
    for name, factor in keys:
        worst, test = tasks[name]["bestWorst"][factor], tasks[name]["tests"][factor]
        print(f"   {name:4} {factor.upper()}  paper's p {worst['p']:.1e}, but p < .05 on "
              f"{worst['falsePositiveRate']:.0%} of shuffled grids; choice repeated: p {worst['selectionAware']['p']:.4f}"
              f"; all seeds by permutation: p {test['permutationP']:.4f}, Holm {adjusted[name, factor]:.4f}")
    holds = [f"{n} {f.upper()}" for n, f in keys if adjusted[n, f] <= 0.05]
    print(f"   Survives at 5% for {len(holds)} of 8: {', '.join(holds)}.\n")

    print("2. 'WI and DO contribute comparably to the variance.'")
    for name in TASKS:
        variance = tasks[name]["variance"]
        shares, intervals = variance["shares"], variance["intervals"]
        parts = ", ".join(f"{part} {shares[part]:.1%}" for part in ("wi", "do", "residual"))
        ranges = ", ".join(f"{part} {intervals[part][0]:.1e} to {intervals[part][1]:.1e}" for part in ("wi", "do"))
        print(f"   {name:4} shares: {parts}; 95% intervals of the variances: {ranges}")
    least = min(tasks[name]["variance"]["shares"]["residual"] for name in TASKS)
    print(f"   Misleading: on every task at least {least:.0%} goes with neither seed alone: with the pair, or noise.\n")

    print("3. 'Some seeds are good on every task': WI 12 ranks 1, 1, 2 of 25 and 3 of 15.")
    counts = collections.Counter({0: 1})
    for seeds in (25, 25, 25, 15):
        counts = collections.Counter({total: sum(counts[total - rank] for rank in range(1, seeds + 1))
                                      for total in range(101)})
    p = sum(counts[total] for total in range(8)) / (25 ** 3 * 15)
    print(f"   A rank sum of at most 7 has p = {p:.2e} for one seed named before looking; {30 * p:.4f} after looking at"
          " the 15 common seeds of both kinds.\n   Survives, by the printed ranks; the recovered table holds ranks, "
          "not seeds, so that nothing more can be tested.\n")

    print("4. 'Stopping after 20 to 30% of training is best on three of four tasks.'")
    for name in TASKS:
        best = {}
        for row in search:
            if row["task"] == name:
                best.setdefault(int(row["budget"]), float(row["frac_data"]))
        within = sum(0.195 <= fraction <= 0.305 for fraction in best.values())
        common = collections.Counter(best.values()).most_common(1)[0]
        print(f"   {name:4} the authors' best setting stops at 20 to 30% for {within} of {len(best)} budgets; most often at "
              f"{common[0]:.0%} ({common[1]} budgets)")
    print("   By the authors' own numbers it is two of four. They chose and scored settings on the same trials; the scores"
          "\n   during training were not recovered, so that a fair choice cannot be computed here.\n")

    print("5. 'The best BERT passes RoBERTa and ALBERT on MRPC', 91.4 against 90.9.")
    best = tasks["mrpc"]["best"]
    first = next(n for n, u in zip(best["n"], best["U"]) if u > 0.909)
    print(f"   {best['value']:.4f} is the best of {tasks['mrpc']['trials']} trials and of all evaluations; one trial is "
          f"worth {best['U'][0]:.4f}, and {first} trials are needed to expect more than .909.\n   Holds for the maximum, "
          "not for a trial; the paper's score is the mean of accuracy and F1.\n")

    print("7. 'Some trials diverge' to about the majority score.")
    for name in TASKS:
        runs = tasks[name]["degenerate"]
        tests = ", ".join(f"p({factor.upper()}) {runs[factor]['test']['p']:.4f}" for factor in ("wi", "do")
                          if runs[factor]["test"])
        print(f"   {name:4} {len(runs['cells'])} of {tasks[name]['trials']} at or below {runs['threshold']:.4f}: "
              f"{runs['rate']:.1%}{', ' + tests if tests else ''}")
    print("   Survives for MRPC, RTE and CoLA.\n")


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    program, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    with open(folder / "early_stopping_top3.csv", newline="", encoding="utf-8") as file:
        search = list(csv.DictReader(file))
    output = subprocess.run(
        [program, "analyze", str(folder / "fig2_best_val_per_trial_digitised.csv"), "--wi-column", "wi_rank",
         "--do-column", "do_rank", "--score-column", "best_val_over_training", "--json",
         # The authors' own limits, where the recovered scores are not exact.
         "--degenerate", "mrpc=0.75", "--degenerate", "cola=0.1"],
        check=True, stdout=subprocess.PIPE).stdout
    tasks = {task["task"]: task for task in json.loads(output)["tasks"]}
    compare = Comparison()
    compare.check("trials", sum(task["trials"] for task in tasks.values()) == 2100,
                  ", ".join(f"{name} {tasks[name]['trials']}" for name in TASKS))
    table3(compare, tasks)
    table4(compare, tasks)
    baselines(compare, tasks, search)
    print()
    claims(tasks, search)
    sys.exit(compare.end())


main()
