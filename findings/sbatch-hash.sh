#!/usr/bin/env bash
# A number sign in an #SBATCH line cuts the word in which it stands, without a message.
#
# Package: Slurm 22.05.8 (Debian 12). No cluster is needed: sbatch tells the options it has read before it connects.
#
# Expected: a batch script is a shell script, and in a shell a number sign inside a word is a character like others
# (`echo wi#1` prints it). So --output=wi=1#do=2.log names that file, and a bad option would be an error.
#
# What happens: outside of quotes and without a backslash, everything from the number sign to the end of the line is
# a comment: the rest of the word, and the options after it. There is no warning, also none where a file's name lost
# its end. On the command line the same words are kept.
#
# Why it matters: trials whose names differ after the number sign only write into one log, and the last writer wins.
# An --export list loses its end, so a seed that comes after is not set. A time limit later in the line is none.
# Instead: quote the values, or keep number signs out of the names of trials.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
version=22.05.8-4+deb12u3
apt-get download -q "slurm-client=$version" "slurm-wlm-basic-plugins=$version" libmunge2 munge > apt 2>&1 ||
  { cat apt; exit 1; }
for package in *.deb; do dpkg -x "$package" root; done
libraries=$(dirname "$(find "$work/root" -name libslurmfull.so)")
machine=$(uname -m)
export LD_LIBRARY_PATH="$libraries:$work/root/usr/lib/$machine-linux-gnu" SLURM_CONF=$work/slurm.conf LC_ALL=C
cat > slurm.conf <<CONF
ClusterName=none
SlurmctldHost=localhost
SlurmctldPort=1
AuthType=auth/none
CredType=cred/none
PluginDir=$libraries
NodeName=none
PartitionName=none Nodes=none
CONF

# Prints the options that sbatch read from a script with these lines, as "name value; ...". Nothing is submitted.
options() {
  { echo '#!/bin/bash'; printf '%s\n' "$@"; echo true; } > job
  read_options job
}
read_options() {
  root/usr/bin/sbatch -v "$@" > said 2>&1 || true
  grep -iE 'warning|invalid' said || true
  sed -n 's/^sbatch: \(job-name\|comment\|export\|output\|time\) *: /\1 /p' said | sed "s#$work/##" | tr '\n' ';'
}

status=0
check() {
  local mark="as found"
  test "$2" = "$3" || { mark="CHANGED, was: $3"; status=1; }
  printf '  %-24s %s  %s\n' "$1" "$2" "$mark"
}

root/usr/bin/sbatch --version
check "name of a log" "$(options '#SBATCH --output=wi=1#do=2.log')" "output wi=1;"
check "export" "$(options '#SBATCH --export=NOTE=a#b,SEED=3')" "export NOTE=a;"
check "options after it" "$(options '#SBATCH --comment=wi#1 --time=10')" "comment wi;"
check "in quotes" "$(options '#SBATCH --comment="wi#1" --time=10')" "comment wi#1;time 00:10:00;"
check "with a backslash" "$(options '#SBATCH --comment=wi\#1 --time=10')" "comment wi#1;time 00:10:00;"
printf '#!/bin/bash\ntrue\n' > plain
check "on the command line" "$(read_options --comment=wi#1 --time=10 plain)" "comment wi#1;time 00:10:00;"

if test "$status" = 0; then
  echo "as found: a number sign cuts the rest of the line"
else
  echo "CHANGED"
fi
exit "$status"
