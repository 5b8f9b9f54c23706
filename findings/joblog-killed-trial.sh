#!/usr/bin/env bash
# A trial that was killed has exit value 0 in GNU parallel's job log, and a resumed grid ends with 0 without it.
#
# Package: GNU parallel 20221122 (Debian 12).
#
# Expected: the job log's column Exitval is 0 for the trials that succeeded, and for no other. And a grid that is
# resumed ends with 0 only once all its trials have succeeded.
#
# What happens, where a trial is ended by SIGKILL, as the kernel does when memory runs out:
# - The row has Exitval 0 and Signal 9, as long as the shell could become the trial's process. With a redirection in
#   the command (`trial > log`), the same death is Exitval 137 and Signal 0.
# - The same command with --resume runs nothing, as the log has a row for each trial, and ends with 0.
#   --resume-failed and --retry-failed do run the killed trial again. Their success is a second row; the first stays.
#
# Why it matters: who filters a job log by Exitval != 0 counts the trials that ran out of memory among the good ones,
# and whether it does so depends on how the command was written. Those are not random trials: they are the large ones.
# Instead: take Exitval and Signal together, the last row of each Seq; resume with --resume-failed; and count results.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
apt-get download -q parallel=20221122+ds-2 > apt 2>&1 || { cat apt; exit 1; }
dpkg -x parallel_*.deb package
export HOME=$work SHELL=/bin/bash LC_ALL=C

cat > trial <<'SHELL'
#!/bin/sh
echo "$1" >> ran
test "$1" != 2 || test -e memory || kill -KILL $$
SHELL
chmod +x trial

parallel() {
  : > ran
  local code=0
  perl package/usr/bin/parallel -j1 --joblog log "$@" > out 2>&1 || code=$?
  echo "exit code $code, ran $(tr '\n' ' ' < ran)"
}
rows() { tail -n +2 log | cut -f1,7,8 | tr '\t\n' ' ;'; }

status=0
check() {
  local mark="as found"
  test "$2" = "$3" || { mark="CHANGED, was: $3"; status=1; }
  printf '  %-32s %s  %s\n' "$1" "$2" "$mark"
}

perl package/usr/bin/parallel --version | head -n 1
check "three trials, 2 is killed" "$(parallel ./trial ::: 1 2 3)" "exit code 1, ran 1 2 3 "
check "Seq Exitval Signal" "$(rows)" "1 0 0;2 0 9;3 0 0;"
cp log killed
check "the same with --resume" "$(parallel --resume ./trial ::: 1 2 3)" "exit code 0, ran "
touch memory
check "then --resume-failed" "$(parallel --resume-failed ./trial ::: 1 2 3)" "exit code 0, ran 2 "
check "Seq Exitval Signal" "$(rows)" "1 0 0;2 0 9;3 0 0;2 0 0;"
cp killed log
check "or --retry-failed" "$(parallel --retry-failed)" "exit code 0, ran 2 "
rm memory log
check "with a redirection" "$(parallel './trial {} > {}.log' ::: 1 2 3)" "exit code 1, ran 1 2 3 "
check "Seq Exitval Signal" "$(rows)" "1 0 0;2 137 0;3 0 0;"

if test "$status" = 0; then
  echo "as found: a killed trial has exit value 0"
else
  echo "CHANGED"
fi
exit "$status"
