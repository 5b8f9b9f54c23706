"""Impossible claims in disguise: damaged files of claims, hostile words, tables and logs that are made to fit."""

import fractions
import json

from bench import kind

# No k of 277 is printed as 88.0, and 50.5 % is not the mean of the table.
CLAIMS = """name: disguised
claims:
  - id: impossible
    source: a README
    task: RTE
    scores: { accuracy: 88.0 }
    statistic: one
  - id: mean
    scores: { accuracy: 50.5 }
    statistic: mean
    runs: 3
    table: { file: runs.csv, score: acc, seed: seed, unit: share }
"""
TABLE = "seed,acc\n1,0.5\n2,0.6\n3,0.7\n"
LOGS = ("1.1042", "1.2071")
STATUSES = {"holds": 0, "refuted": 1, "undetermined": 2, "malformed": 3}


def folder(bench, claims, table=TABLE):
    place = bench.folder("claims")
    (place / "claims.yaml").write_bytes(claims if isinstance(claims, bytes) else claims.encode())
    (place / "runs.csv").write_bytes(table if isinstance(table, bytes) else table.encode())
    return place / "claims.yaml"


def printable(text, count):
    """Whether some k of `count` is printed as `text` percent: within half a unit of its last digit."""
    digits = text.partition(".")[2]
    half = fractions.Fraction(1, 2 * 10 ** len(digits))
    value = fractions.Fraction(text)
    least = -((-(value - half) * count) // 100)
    return 0 <= least <= count and least * 100 <= (value + half) * count


def sound(result):
    """Whether the program ended in a way that it documents, and its word is its exit status."""
    if result.status == 64:
        return not result.output
    if result.status == 3 and not result.output:
        return bool(result.error)
    if result.status not in STATUSES.values():
        return False
    document = json.loads(result.output)
    if STATUSES[document["verdict"]] != result.status:
        return False
    for claim in document["claims"]:
        evidence = claim["evidence"]
        if claim["rule"] != "possible" or claim["verdict"] != "holds" or evidence["statistic"] != "one":
            continue
        for score in evidence["scores"]:
            if score["metric"] == "accuracy" and not printable(score["printed"], evidence["examples"]):
                return False
    return True


@kind("a file of claims is damaged")
def damaged(bench):
    data = CLAIMS.encode()
    for index in range(400):
        place = bench.random.randrange(len(data))
        way = index % 4
        if way == 0:
            changed = data[:place]
        elif way == 1:
            changed = data[:place] + bytes([data[place] ^ 1 << bench.random.randrange(8)]) + data[place + 1:]
        elif way == 2:
            length = bench.random.randrange(1, 30)
            changed = data[:place] + data[place + length:]
        else:
            other = bench.random.randrange(len(data))
            changed = data[:place] + data[other:other + 20] + data[place:]
        result = bench.run("audit", folder(bench, changed), "--json")
        yield bench.expect(f"{index} at {place}", sound(result), result)
        if result.status == 0 and b"88.0" in changed and b"accuracy: 88.0" in changed:
            yield bench.expect(f"{index} passes", b"RTE" not in changed, changed)


@kind("a claim is written in another way")
def written(bench):
    claim = "claims:\n  - { id: a, task: RTE, scores: { accuracy: %s }, statistic: %s%s }\n"
    for text in ("88.0", "'88.0'", "\"88.0\"", "88.00", "88.0000000000", "0x58", "8.8e1", "+88.0", "88.0 ", ".880e2",
                 "88.0%", "nan", ".nan", "inf", "-88.0", "188.0", "1e999", "88,0", "88.0.0", "", "~", "true", "9" * 50):
        result = bench.run("audit", folder(bench, claim % (text, "one", "")), "--json")
        yield bench.expect(f"score {text!r}", result.status not in (0, None) and sound(result), result)
    for statistic, more in (("median", ", runs: 5"), ("median", ", runs: 4"), ("median", ""), ("maximum", ", runs: 999999"),
                            ("ensemble", ""), ("minimum", ""), ("mean", ""), ("unknown", ""), ("mean", ", runs: 0"),
                            ("mean", ", runs: -3"), ("mean", ", runs: 1e9"), ("best", ""), ("mean", ", runs: 1")):
        result = bench.run("audit", folder(bench, claim % ("88.0", statistic, more)), "--json")
        yield bench.expect(f"{statistic}{more}", result.status not in (0, None), result)
    # The mean of three is possible, so that the checks above can fail.
    result = bench.run("audit", folder(bench, claim % ("88.0", "mean", ", runs: 3")), "--json")
    yield bench.expect("the mean of three", result.status == 0 and sound(result), result)


@kind("a table is made to fit a claim")
def tables(bench):
    own = CLAIMS.split("  - id: mean")[0].split("  - id: impossible")[0] + "  - id: mean" + CLAIMS.split("  - id: mean")[1]
    own = own.replace("50.5", "60.0")
    result = bench.run("audit", folder(bench, own), "--details")
    yield bench.expect("the table as it is", "consistent/value holds" in result.output, result)
    for name, table in (
        ("another mean", TABLE.replace("0.7", "0.9")),
        ("two runs", TABLE.replace("3,0.7\n", "")),
        ("four runs", TABLE + "4,0.6\n"),
        ("a seed twice", TABLE.replace("3,0.7", "2,0.6")),
        ("a score that is no number", TABLE.replace("0.7", "0,7")),
        ("a score without end", TABLE.replace("0.7", "nan")),
        ("no rows", "seed,acc\n"), ("nothing", ""), ("no such column", TABLE.replace("acc", "f1")),
        ("a column twice", TABLE.replace("seed,acc", "acc,acc")),
        ("bytes", bytes(range(256)) * 40),
        ("a quote that does not end", TABLE + '4,"0.6\n'),
    ):
        result = bench.run("audit", folder(bench, own, table), "--json")
        yield bench.expect(name, result.status in (1, 2) and sound(result), result)
    # 50 logs of a claim that is of 3 runs, and files elsewhere.
    for name in ("../claims.yaml", "/etc/hostname", "runs.csv/../../x", "."):
        result = bench.run("audit", folder(bench, own.replace("file: runs.csv", f"file: {name}")), "--json")
        yield bench.expect(f"file {name}", result.status == 2 and sound(result), result)


@kind("a submission says what its logs do not")
def submissions(bench):
    scores = {"1": {"val_bpb": 1.1042}, "2": {"val_bpb": 1.2071}}
    for name, summary, logs, holds in (
        ("as it is", {"val_bpb": 1.15565, "seeds": [1, 2], "seed_results": scores}, LOGS, True),
        ("another mean", {"val_bpb": 1.1558, "seeds": [1, 2]}, LOGS, False),
        ("the best as the mean", {"val_bpb": 1.1042, "seeds": [1, 2]}, LOGS, False),
        ("another seed's score", {"val_bpb": 1.1556, "seeds": [1, 2], "seed_results": {
            **scores, "1": {"val_bpb": 1.1041}}}, LOGS, False),
        ("scores exchanged", {"val_bpb": 1.1556, "seeds": [1, 2], "seed_results": {
            "1": scores["2"], "2": scores["1"]}}, LOGS, False),
        ("three seeds", {"val_bpb": 1.1556, "seeds": [1, 2, 3]}, LOGS, False),
        ("an early score", {"val_bpb": 1.0, "seeds": [1, 2]}, ["1.0\nval_bpb:" + log for log in LOGS], False),
        ("a silent log", {"val_bpb": 1.1042, "seeds": [1, 2]}, (LOGS[0], "none"), False),
        ("no number", {"val_bpb": "low", "seeds": [1, 2]}, LOGS, False),
        ("no seeds", {"val_bpb": 1.1556, "seeds": []}, LOGS, False),
    ):
        place = bench.folder("submission")
        (place / "submission.json").write_text(json.dumps(summary))
        for seed, score in enumerate(logs, 1):
            (place / f"train_seed{seed}.log").write_text(f"val_bpb:{score}\n")
        result = bench.run("audit", place)
        yield bench.expect(name, (result.status == 0) == holds and result.status is not None, result)
