#!/usr/bin/env bash
# h5diff ends with 0, as for equal files, for arrays of other length, other shape or other kind.
#
# Packages: HDF5 tools 1.10.8 (Debian 12), h5py 3.16.0 to write the files.
#
# Expected: a tool that compares files ends with 0 when they are equal only. h5diff ends with 1 where a value differs,
# and is used in scripts for that.
#
# What happens: two data sets of one name that differ in length, in rank, or in the class of their type (integers
# beside floats, text beside floats) are "not comparable". That is a line of text; the exit code is 0, with -c too.
# With -q nothing is printed at all. Other values, a missing data set and 0.0 beside -0.0 end with 1.
#
# Why it matters: a trajectory that ended early has a shorter column of losses, which is the gravest difference there
# is, and `h5diff -q golden.h5 rerun.h5 && echo reproduced` says that it is reproduced.
# Instead: take text on the standard output as a difference, or compare shapes and types first.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
apt-get download -q hdf5-tools=1.10.8+repack1-1 libhdf5-103-1=1.10.8+repack1-1 libsz2 libaec0 > apt 2>&1 ||
  { cat apt; exit 1; }
for package in *.deb; do dpkg -x "$package" root; done
python3 -m pip install --quiet --root-user-action ignore --target packages h5py==3.16.0 numpy==2.4.6

PYTHONPATH=packages python3 - <<'PYTHON'
import h5py
import numpy as np

losses = np.array([0.75, 0.5, 0.25, 0.0])
columns = {
    "golden": losses,
    "same": losses,
    "other-value": np.array([0.75, 0.5, 0.125, 0.0]),
    "minus-zero": np.array([0.75, 0.5, 0.25, -0.0]),
    "shorter": losses[:2],
    "other-shape": losses.reshape(2, 2),
    "integers": np.array([7, 7, 7, 7]),
    "text": ["a", "b", "c", "d"],
}
for name, column in columns.items():
    with h5py.File(name + ".h5", "w") as file:
        file["loss"] = column
with h5py.File("missing.h5", "w"):
    pass
PYTHON

h5diff() {
  local code=0
  LD_LIBRARY_PATH=$(dirname "$(find root -name 'libhdf5_serial.so.103')") root/usr/bin/h5diff "$@" > out 2>&1 || code=$?
  echo "$code$(grep -qi 'not comparable' out && echo ', not comparable' || true)$(test -s out || echo ', silent')"
}
status=0
check() {
  local mark="as found"
  test "$2" = "$3" || { mark="CHANGED, was: $3"; status=1; }
  printf '  %-12s %-22s %s\n' "$1" "$2" "$mark"
}

LD_LIBRARY_PATH=$(dirname "$(find root -name 'libhdf5_serial.so.103')") root/usr/bin/h5diff --version
check same "$(h5diff golden.h5 same.h5)" "0, silent"
check other-value "$(h5diff golden.h5 other-value.h5)" "1"
check minus-zero "$(h5diff golden.h5 minus-zero.h5)" "1"
check missing "$(h5diff golden.h5 missing.h5)" "1, silent"
for name in shorter other-shape integers text; do
  check "$name" "$(h5diff golden.h5 "$name.h5")" "0, not comparable"
done
check "shorter, -c" "$(h5diff -c golden.h5 shorter.h5)" "0, not comparable"
check "shorter, -q" "$(h5diff -q golden.h5 shorter.h5)" "0, silent"

if test "$status" = 0; then
  echo "as found: what cannot be compared is no difference"
else
  echo "CHANGED"
fi
exit "$status"
