#!/usr/bin/env bash
# The seed 010 is 8 in a configuration file, the text "010" on the command line, and never 10.
#
# Packages: hydra-core 1.3.8 with omegaconf 2.3.1.
#
# Expected: a setting means the same in the file and as an override of it, and seeds that are padded with zeros, as
# file names of trials are (wi=001 to wi=025), are those numbers.
#
# What happens:
# - In the file, `seed: 010` is the number 8, `seed: 007` is 7, and `seed: 08` is the text "08", since 8 is no octal digit.
# - On the command line, and in a sweep over 007,010, all three are texts with their zeros.
# - omegaconf's own reader of overrides, from_dotlist, takes 010 for 8 again.
# - Python's random.seed takes a text, and draws from it what no number draws.
#
# Why it matters: the run with the seed 010 of a sweep, the same run from its saved file, and a rerun with the seed 10 are
# three streams, and nothing complains. Of the seeds 001 to 025 in a file, 010 is 8 once more, 011 is 9, and 018 is a text.
#
# Instead: no zeros before a seed, and a schema with an int, which refuses the texts.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet hydra-core==1.3.8 omegaconf==2.3.1

mkdir "$work/trial"
cat > "$work/trial/settings.yaml" <<'YAML'
a: 010
b: 007
c: 08
YAML
cat > "$work/trial/app.py" <<'PYTHON'
import random

import hydra


@hydra.main(version_base=None, config_path=".", config_name="settings")
def main(settings):
    random.seed(settings.a)
    print([settings.a, settings.b, settings.c], round(random.random(), 6))


main()
PYTHON
cat > "$work/dotlist.py" <<'PYTHON'
from omegaconf import OmegaConf

print(list(OmegaConf.from_dotlist(["a=010", "b=007", "c=08"]).values()))
PYTHON

run() {
  (cd "$work/trial" && "$work/venv/bin/python" app.py "$@" hydra.run.dir="$work/run" hydra.output_subdir=null)
}

status=0
see() { # see WHAT SEEN EXPECTED
  if [ "$2" = "$3" ]; then
    echo "  $1: $2 (as found)"
  else
    echo "  $1: $2 CHANGED, was $3"
    status=1
  fi
}

"$work/venv/bin/pip" list 2> /dev/null | grep -E '^(hydra-core|omegaconf) '
see "from the file" "$(run)" "[8, 7, '08'] 0.226706"
see "as overrides" "$(run a=010 b=007 c=08)" "['010', '007', '08'] 0.263442"
see "the number 10" "$(run a=10)" "[10, 7, '08'] 0.571403"
swept=$(cd "$work/trial" && "$work/venv/bin/python" app.py -m a=007,010 hydra.sweep.dir="$work/sweep" \
  hydra.output_subdir=null | grep '^\[[^2]' | cut -d ' ' -f 1 | tr -d '\n')
see "swept over 007,010" "$swept" "['007',['010',"
see "omegaconf's from_dotlist" "$("$work/venv/bin/python" "$work/dotlist.py")" "[8, 7, '08']"
if [ "$status" -eq 0 ]; then
  echo "as found: the zeros before a seed decide which seed it is, and the place where it stands"
else
  echo "CHANGED"
fi
exit "$status"
