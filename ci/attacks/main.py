"""Runs the attacks that are chosen and prints what held. See ci/attack."""

import argparse
import importlib
import pathlib
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent))

import bench  # noqa: E402


def outcomes(function, table):
    """Those of one kind; an attack that fails itself has shown nothing, which is no better than broken."""
    try:
        yield from function(table)
    except Exception as error:  # noqa: BLE001
        yield bench.Outcome("the attack itself", "broken", repr(error))


def main():
    parser = argparse.ArgumentParser(prog="ci/attack")
    parser.add_argument("--kind", action="append", help="run the kinds whose name contains this text")
    parser.add_argument("--seed", type=int, default=20261129, help="of the random choices, printed below")
    parser.add_argument("--list", action="store_true", help="print the kinds and end")
    options = parser.parse_args()
    for module in sorted(pathlib.Path(__file__).parent.glob("*_attacks.py")):
        importlib.import_module(module.stem)
    chosen = [
        (name, function) for name, function in bench.KINDS
        if not options.kind or any(part in name for part in options.kind)]
    if options.list:
        print("\n".join(name for name, _ in chosen))
        return 0
    if not chosen:
        print("ci/attack: no such kind; see --list", file=sys.stderr)
        return 64
    table = bench.Bench(options.seed)
    print(f"program {table.program}, seed {options.seed}", flush=True)
    totals = {"held": 0, "broken": 0, "not run": 0}
    for name, function in chosen:
        start = time.monotonic()
        counts = dict.fromkeys(totals, 0)
        for outcome in outcomes(function, table):
            counts[outcome.state] += 1
            if outcome.state != "held":
                print(f"  {outcome.state}: {name}: {outcome.case}: {outcome.detail}", flush=True)
        for state, count in counts.items():
            totals[state] += count
        print(
            f"{name:58} {sum(counts.values()):5} cases, {counts['broken']} broken, "
            f"{counts['not run']} not run, {time.monotonic() - start:.0f} s", flush=True)
    print(
        f"{len(chosen)} kinds, {sum(totals.values())} cases: {totals['held']} held, "
        f"{totals['broken']} broken, {totals['not run']} not run")
    table.close(keep=totals["broken"] > 0)
    if totals["broken"]:
        print(f"the folders of the cases are in {table.root}")
    return 1 if totals["broken"] else 0


if __name__ == "__main__":
    sys.exit(main())
