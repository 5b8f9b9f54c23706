"""Almost stochastic order by deep-significance 1.2.8 (`pip install deepsig==1.2.8`): writes almost_stochastic_order.json.

Its violation is a sum over a grid of `dt`, and its bound a bootstrap: agreement is within dt and within the error of
the bootstrap, of which three seeds tell.
"""
import json
import pathlib
import warnings

from deepsig import aso
from deepsig.aso import compute_violation_ratio

warnings.filterwarnings("ignore")
SCORES = {
    "close": ([.71, .74, .69, .73, .72, .70, .75, .68], [.70, .72, .71, .69, .74, .67, .73, .66]),
    "apart": ([.91, .93, .92, .94, .90], [.70, .72, .71, .69, .74]),
    "crossing": ([.5, .9, .6, .85, .4, .95, .7], [.68, .7, .72, .71, .69, .73, .7]),
    "unequal": ([.80, .82, .85, .81, .79, .83, .84, .78, .86, .80, .81, .82], [.80, .81, .79, .82, .83]),
}
DT, CONFIDENCE, COUNT = .002, .95, 1000


def main():
    answers = []
    for name, (first, second) in SCORES.items():
        for a, b in ((first, second), (second, first)):
            bounds = [
                float(aso(a, b, confidence_level=CONFIDENCE, num_bootstrap_iterations=COUNT, dt=DT,
                          show_progress=False, seed=100_000 * seed)) for seed in range(3)]
            violation = float(compute_violation_ratio(scores_a=a, scores_b=b, dt=DT))
            answers.append({"name": name, "a": a, "b": b, "violation": violation, "bounds": bounds})
            print(name, violation, bounds, flush=True)
    answers = {"confidence": CONFIDENCE, "dt": DT, "answers": answers}
    path = pathlib.Path(__file__).with_suffix(".json")
    path.write_text(json.dumps(answers, indent=1) + "\n")


main()
