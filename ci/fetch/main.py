"""Runs the cases of ci/test-fetch: FOLDER PROGRAM [--only TEXT]."""

import sys

import bench
import download_cases  # noqa: F401
import glue_cases  # noqa: F401
import part_cases  # noqa: F401
import train_cases  # noqa: F401
import way_cases  # noqa: F401
from server import Server


def main():
    only = sys.argv[4] if sys.argv[3:4] == ["--only"] else ""
    server, passed, failed = Server(), 0, 0
    for name, body in bench.CASES:
        if only not in name:
            continue
        it = bench.Case(name, server)
        try:
            body(it)
        except Exception as error:  # of a program that does something else altogether
            it.expect(False, repr(error))
        for fault in it.faults:
            print(f"{name}: {fault}")
        failed += bool(it.faults)
        passed += not it.faults
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


sys.exit(main())
