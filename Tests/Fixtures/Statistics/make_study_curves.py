#!/usr/bin/env python3
"""Writes study-curves.csv: the right answers at each evaluation of the goldens of a seed study of two classes.

    make_study_curves.py FOLDER > study-curves.csv

FOLDER is an experiment folder whose trials were all trained to their end. The first line has how many development examples
are of class 0 and of class 1. Then a line a trial, by wi and do: the two seeds, and for each evaluation how many examples
of class 0 and of class 1 were answered rightly. Goldens are read by golden/read_golden.py, which shares no code with the
program.
"""

import pathlib
import re
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[3] / "golden"))

import read_golden  # noqa: E402


def main():
    paths = sorted(pathlib.Path(sys.argv[1], "trials").glob("*.golden"))
    for (number, path) in enumerate(paths):
        wi, do = map(int, re.fullmatch(r"wi=(\d+),do=(\d+)\.golden", path.name).groups())
        golden = read_golden.Golden(path.read_bytes())
        if golden.outcome != "completed":
            sys.exit(f"{path} is {golden.outcome}")
        counts = [record["counts"] for record in golden.evaluations]
        if number == 0:
            print(f"{sum(counts[0][:2])},{sum(counts[0][2:])}")
        print(",".join(map(str, [wi, do, *(right for row in counts for right in (row[0], row[3]))])))


if __name__ == "__main__":
    main()
