"""Certificates and signed plans that somebody changed: none may be taken for what the signer signed."""

import base64
import json

from bench import kind

PLAN = """name: small
task: embedded/acceptability
model: embedded/tiny
protocol: { epochs: 1, learning_rate: 1e-3, max_length: 32, max_steps: 6 }
seeds: { wi: 1...2, do: 1...2 }
"""


class Signed:
    """A folder, two certificates of it, a signed plan, and the key of all."""

    def __init__(self, bench, algorithm):
        self.bench, self.place = bench, bench.folder("certificate")
        self.folder = bench.grid(PLAN)
        self.key = self.place / "me.key"
        self.do("keygen", "--out", self.place / "me", "--algorithm", algorithm)
        self.first = self.certificate("first", "--sample", "3", "--challenge", "a coin")
        self.second = self.certificate("second")
        self.plan = self.place / "plan.intoto.jsonl"
        self.do("plan", self.folder / "experiment.yaml", "--key", self.key, "--out", self.plan)

    def do(self, *words):
        result = self.bench.run("certificate", *words)
        if result.status != 0:
            raise RuntimeError(f"what is to be attacked cannot be made: {result}")

    def certificate(self, name, *more):
        path = self.place / (name + ".jsonl")
        self.do("create", self.folder, "--key", self.key, "--out", path, *more)
        return path.read_bytes()

    def verify(self, data, *more):
        path = self.place / "changed.jsonl"
        path.write_bytes(data)
        return self.bench.run(
            "certificate", "verify", path, self.folder, "--pub", self.place / "me.pub", "--json", *more)


def payloads(data):
    """What the lines of a certificate say, whatever their order; the text itself where it cannot be read."""
    try:
        return sorted(base64.b64decode(json.loads(line)["payload"]) for line in data.splitlines())
    except (ValueError, KeyError, TypeError):
        return data


def damaged(dice, data):
    """One to three bytes changed, taken out or put in, or the end cut off."""
    data = bytearray(data)
    for _ in range(dice.randint(1, 3)):
        place = dice.randrange(len(data))
        way = dice.randrange(5)
        if way == 0:
            data[place] ^= 1 << dice.randrange(8)
        elif way == 1:
            data[place] = dice.choice(b"AQgw=+/\"{}[],: \n0")
        elif way == 2:
            del data[place]
        elif way == 3:
            data[place:place] = bytes([dice.choice(b"AQgw=+/\"{}[],: \n\0")])
        else:
            del data[len(data) - dice.randint(1, min(len(data) - 1, 300)):]
    return bytes(data)


def recombined(dice, first, second):
    """Lines, payloads or signatures of two certificates of one folder and key, mixed."""
    lines = [json.loads(line) for line in first.splitlines()]
    others = [json.loads(line) for line in second.splitlines()]
    place, other = dice.randrange(3), dice.choice(lines + others)
    way = dice.randrange(4)
    if way == 0:
        lines[place] = other
    elif way == 1:
        lines[place]["signatures"] = other["signatures"]
    elif way == 2:
        lines[place]["payload"] = other["payload"]
    else:
        text = base64.b64decode(lines[place]["payload"]).decode()
        word = dice.choice(['"PASSED"', '"reproduced"', ':1', '"claimed":false', ':0', ':3', '"a coin"'])
        changed = {'"claimed":false': '"claimed":true', ':0': ':1', ':1': ':2', ':3': ':4'}.get(word, '"other"')
        lines[place]["payload"] = base64.b64encode(text.replace(word, changed).encode()).decode()
    return "".join(json.dumps(line, sort_keys=True, separators=(",", ":")) + "\n" for line in lines).encode()


def changes(bench, algorithm, change, count):
    """What is accepted says, to the byte, what was signed."""
    signed = Signed(bench, algorithm)
    truth = json.loads(signed.verify(signed.first).output)
    for number in range(count):
        data = change(bench.random, signed.first, signed.second)
        result = signed.verify(data)
        same = payloads(data) in (payloads(signed.first), payloads(signed.second))
        if result.status == 0:
            said = json.loads(result.output)
            holds = same and said["result"] == "PASSED" and (
                payloads(data) != payloads(signed.first) or said == truth)
        else:
            holds = result.status == 3 and not result.output
        yield bench.expect(f"{algorithm}, change {number}", holds, result)


@kind("bytes of a certificate changed")
def certificate_bytes(bench):
    for algorithm in ("ed25519", "p256"):
        yield from changes(bench, algorithm, lambda dice, first, _: damaged(dice, first), 400)


@kind("lines, payloads and signatures of two certificates mixed")
def certificate_parts(bench):
    for algorithm in ("ed25519", "p256"):
        yield from changes(bench, algorithm, recombined, 200)


@kind("bytes of a signed plan changed")
def plan_bytes(bench):
    signed = Signed(bench, "ed25519")
    data = signed.plan.read_bytes()
    changed = signed.place / "changed-plan.jsonl"
    for number in range(200):
        other = damaged(bench.random, data)
        changed.write_bytes(other)
        result = signed.verify(signed.second, "--plan", changed)
        holds = result.status == 3 or result.status == 0 and payloads(other) == payloads(data)
        yield bench.expect(f"change {number}", holds, result)


@kind("a report of a certificate that was changed")
def reports(bench):
    signed = Signed(bench, "ed25519")
    place, page = signed.folder / "certificate.intoto.jsonl", signed.place / "report.html"
    for number in range(40):
        way = (lambda dice, first, _: damaged(dice, first)) if number % 2 else recombined
        data = way(bench.random, signed.first, signed.second)
        place.write_bytes(data)
        words = ["report", signed.folder, "--out", page]
        unsigned = bench.run(*words)
        bare = page.read_text() if unsigned.status in (0, 1, 3) else ""
        result = bench.run(*words, "--pub", signed.place / "me.pub")
        green = 'class="verdict certified"'
        same = payloads(data) in (payloads(signed.first), payloads(signed.second))
        holds = bare != "" and green not in bare and (
            result.status == 3 and green not in page.read_text()
            or result.status == 0 and green in page.read_text() and same)
        yield bench.expect(f"change {number}", holds, f"{unsigned}\n{result}")
