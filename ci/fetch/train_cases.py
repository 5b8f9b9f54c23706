"""What was fetched is what 'seedproof train' reads."""

import subprocess

from bench import LIMIT_SECONDS, PROGRAM, case, digest_list
from glue_cases import archive
from server import honest

PLAN = """name: q
task: {task}
model: {model}
{data}protocol: {{ epochs: 1, max_length: 32, max_steps: 2, evaluations_per_epoch: 1 }}
seeds: {{ wi: 1, do: 1 }}
"""
ROWS = [
    f"{index}\tthe {noun} saw a man .\tthe {noun} saw .\t{'not_' * (index % 2)}entailment"
    for index, noun in enumerate(["cat", "dog", "boy", "girl"] * 4)]
TABLE = "\n".join(["index\tsentence1\tsentence2\tlabel", *ROWS, ""]).encode()


def train(it, task, model, data="", more=()):
    plan = it.home / "plan.yaml"
    plan.write_text(PLAN.format(task=task, model=model, data=data))
    result = subprocess.run(
        [PROGRAM, "train", str(plan), "--wi", "1", "--do", "1", "--quiet", "--json", *more],
        capture_output=True, text=True, timeout=LIMIT_SECONDS, env=it.environment())
    it.expect(result.returncode == 0, f"train: {result.stderr}")
    return result.stdout


@case("what was fetched is trained on")
def _(it):
    saved = it.home / "saved"
    train(it, "embedded/acceptability", "embedded/tiny", more=["--save-model", str(saved)])
    files = {path.name: path.read_bytes() for path in saved.iterdir()}
    it.list.write_text(digest_list(files))
    it.run(lambda request: honest(request, files), 0)
    it.expect_fetched(files)
    archived = {"RTE.zip": archive(("RTE/train.tsv", TABLE), ("RTE/dev.tsv", TABLE))}
    it.list.write_text(digest_list(archived))
    it.run(lambda request: honest(request, archived), 0, kind="glue", name="RTE")
    mine = it.home / "data/RTE"
    mine.mkdir(parents=True)
    for name in ("train.tsv", "dev.tsv"):
        (mine / name).write_bytes(TABLE)
    texts = [train(it, "glue/RTE", model, f"data: {data}\n") for model, data in [
        (it.out, it.folder / "glue"), (saved, mine.parent)]]
    it.expect(texts[0] == texts[1] and texts[0], f"another trial: {texts}")
