#!/usr/bin/env python3
"""Tests of read_golden.py on the fixtures that the Swift reader is tested on.

    python3 golden/test_read_golden.py
"""

import contextlib
import hashlib
import io
import json
import os
import random
import re
import shutil
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
import read_golden  # noqa: E402

FIXTURES = os.path.join(HERE, "..", "Tests", "Fixtures", "Trajectory")
SUBJECTS = ("sound/empty-bare", "sound/small", "sound/nonfinite")


def load(name):
    with open(os.path.join(FIXTURES, name), "rb") as file:
        return file.read()


def verdict(data):
    try:
        read_golden.Golden(data)
        return "sound"
    except read_golden.Malformed:
        return "malformed"
    except read_golden.NewerFormat:
        return "newer"


def rehashed(data):
    return data[:-32] + hashlib.sha256(data[:-32]).digest()


def command(*arguments):
    """Exit status, standard output and error of the program."""
    out, error = io.StringIO(), io.StringIO()
    before, sys.argv = sys.argv, ["read_golden.py", *arguments]
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(error):
            status = read_golden.main()
    finally:
        sys.argv = before
    return status, out.getvalue(), error.getvalue()


class Fixtures(unittest.TestCase):
    def test_verdicts_and_dumps(self):
        manifest = json.loads(load("manifest.json"))
        self.assertGreater(len(manifest), 150)
        for name, entry in manifest.items():
            data = load(name)
            with self.subTest(name):
                self.assertEqual(verdict(data), entry["verdict"])
                if "dump" in entry:
                    golden = read_golden.Golden(data)
                    text = "".join(read_golden.canonical(item) + "\n"
                                   for item in read_golden.objects(golden))
                    self.assertEqual(hashlib.sha256(text.encode()).hexdigest(), entry["dump"])
                    self.assertEqual(golden.content_digest.hex(), entry["contentDigest"])

    def test_example_of_the_format(self):
        with open(os.path.join(HERE, "FORMAT.md"), encoding="utf-8") as file:
            text = file.read()
        lines = re.findall(r"^([0-9a-f]{4})  ((?:[0-9a-f]{2} ?)+)(?:  .*)?$", text, re.M)
        data = b""
        for offset, digits in lines:
            self.assertEqual(int(offset, 16), len(data))
            data += bytes.fromhex(digits)
        self.assertEqual(data, load("sound/example.golden"))
        golden = read_golden.Golden(data)
        link = read_golden.sha256(b"seedproof chain 1\n", golden.header_bytes)
        links = [link]
        for kind, record in golden.records():
            links.append(read_golden.sha256(links[-1], golden.bytes_of(kind, record)))
        links.append(golden.chain)
        shown = re.findall(r"^(?:header|step|evaluation|anchor|outcome)[ 0-9]* ([0-9a-f]{64})$",
                           text, re.M)
        self.assertEqual(shown, [link.hex() for link in links])


class Damage(unittest.TestCase):
    def test_every_flipped_bit(self):
        for name in SUBJECTS:
            data = load(name + ".golden")
            for bit in range(8 * len(data)):
                changed = bytearray(data)
                changed[bit // 8] ^= 1 << bit % 8
                self.assertEqual(verdict(bytes(changed)), "malformed", (name, bit))

    def test_every_flipped_bit_under_a_right_hash(self):
        for name in SUBJECTS:
            data = load(name + ".golden")
            for bit in range(8 * (len(data) - 32)):
                changed = bytearray(data)
                changed[bit // 8] ^= 1 << bit % 8
                expected = "malformed"
                if 65 <= bit < 80:
                    expected = "newer"
                elif 80 <= bit < 96:
                    expected = "sound"
                self.assertEqual(verdict(rehashed(bytes(changed))), expected, (name, bit))

    def test_every_truncation(self):
        for name in SUBJECTS:
            data = load(name + ".golden")
            for count in range(len(data)):
                self.assertEqual(verdict(data[:count]), "malformed")
                self.assertEqual(verdict(rehashed(data[:count])), "malformed")

    def test_content_beyond_the_limit(self):
        data = load("sound/steps-1025.golden")
        before = read_golden.MOST_CONTENT
        try:
            read_golden.MOST_CONTENT = 4 * 1025
            self.assertEqual(verdict(data), "sound")
            read_golden.MOST_CONTENT -= 1
            self.assertEqual(verdict(data), "malformed")
        finally:
            read_golden.MOST_CONTENT = before

    def test_random_damage(self):
        seed = int(os.environ.get("SEEDPROOF_FUZZ_SEED", "20200215"))
        tries = int(os.environ.get("SEEDPROOF_FUZZ", "5000"))
        print("random damage: %d tries, SEEDPROOF_FUZZ_SEED=%d" % (tries, seed))
        dice = random.Random(seed)
        subjects = [load(name + ".golden") for name in SUBJECTS]
        for _ in range(tries):
            data = dice.choice(subjects)
            changed = bytearray(data)
            for _ in range(dice.randint(1, 4)):
                place = dice.randrange(len(changed))
                if dice.random() < .2:
                    del changed[place:place + dice.randint(1, 30)]
                    if not changed:
                        break
                elif dice.random() < .3:
                    number = dice.choice((0, 1, 2, 255, 1024, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1))
                    changed[place:place + 4] = number.to_bytes(4, "little")
                else:
                    changed[place] = dice.randrange(256)
            changed = rehashed(bytes(changed))
            if changed[:12] == data[:12] and changed != data:
                self.assertEqual(verdict(changed), "malformed")


class Program(unittest.TestCase):
    def test_exit_statuses(self):
        def path(name):
            return os.path.join(FIXTURES, name)

        good, bad = path("sound/small.golden"), path("broken/hash.golden")
        newer = path("broken/version-2.golden")
        self.assertEqual(command("--check", good)[0], 0)
        self.assertEqual(command("--check", bad)[0], 3)
        self.assertEqual(command("--check", newer)[0], 2)
        self.assertEqual(command("--check", newer, bad, good)[0], 3)
        self.assertEqual(command("absent.golden")[0], 64)
        self.assertEqual(command()[0], 64)
        self.assertEqual(command("--unknown")[0], 64)
        self.assertIn("byte 863", command("--check", bad)[2])

    def test_columns_are_printed(self):
        path = os.path.join(FIXTURES, "sound", "example.golden")
        lines = command("--json", path)[1].splitlines()
        self.assertEqual(lines[0], '{"loss":"0x1.62e43p-1","step":0}')
        self.assertEqual(len(lines), 9 + 1 + 1 + 1)
        lines = command(path)[1].splitlines()
        self.assertEqual(lines[1:3], ["step\tloss", "0\t0x1.62e43p-1"])

    def test_merkle_roots(self):
        with tempfile.TemporaryDirectory() as folder:
            trials = os.path.join(folder, "trials")
            os.mkdir(trials)
            plan = b"name: t\nseeds: { wi: 2...3, do: [7, 9] }\n"
            with open(os.path.join(folder, "experiment.yaml"), "wb") as file:
                file.write(plan)
            source = os.path.join(FIXTURES, "sound", "example.golden")
            shutil.copy(source, os.path.join(trials, "wi=003,do=007.golden"))
            digest = read_golden.Golden(load("sound/example.golden")).content_digest.hex()
            leaves = ["plan " + hashlib.sha256(plan).hexdigest(), "wi=2/do=7 missing",
                      "wi=2/do=9 missing", "wi=3/do=7 " + digest, "wi=3/do=9 missing"]

            def node(*parts):
                return hashlib.sha256(b"".join(parts)).digest()

            a, b, c, d, e = (node(b"\0", leaf.encode()) for leaf in leaves)
            root = node(b"\1", node(b"\1", node(b"\1", a, b), node(b"\1", c, d)), e).hex()
            self.assertEqual(command("--merkle", folder), (0, root + "\n", ""))
            self.assertEqual(command("--merkle", folder, "--wi", "2...3", "--do", "7,9")[1],
                             root + "\n")
            self.assertEqual(command("--merkle", folder, "--wi", "2")[0], 3)
            shutil.copy(source, os.path.join(trials, "again.golden"))
            self.assertEqual(command("--merkle", folder)[0], 3)
            os.remove(os.path.join(trials, "again.golden"))
            shutil.copy(os.path.join(FIXTURES, "broken", "hash.golden"),
                        os.path.join(trials, "broken.golden"))
            self.assertEqual(command("--merkle", folder)[0], 3)

    def test_folders_that_are_no_experiments(self):
        source = os.path.join(FIXTURES, "sound", "example.golden")

        def folder(place, plan):
            os.makedirs(os.path.join(place, "trials"))
            with open(os.path.join(place, "experiment.yaml"), "wb") as file:
                file.write(plan)
            return os.path.join(place, "trials")

        plan = b"seeds: { wi: 1...3, do: [7, 9] }\n"
        with tempfile.TemporaryDirectory() as top:
            bare = os.path.join(top, "bare")
            os.rmdir(folder(bare, plan))
            status, out, error = command("--merkle", bare)
            self.assertEqual((status, out, error.count("\n")), (64, "", 1))
            foreign = os.path.join(top, "foreign")
            folder(foreign, plan + b"name: \xff\n")
            status, out, error = command("--merkle", foreign)
            self.assertEqual((status, out, error.count("\n")), (64, "", 1))
            self.assertEqual(command("--merkle", os.path.join(top, "absent"))[0], 64)
            # What names the cell must be a seed.
            golden = read_golden.Golden(load("sound/example.golden"))
            for number, seed in enumerate(([1], True, 1.0, "3", None, -1, 1 << 32, {})):
                place = os.path.join(top, str(number))
                trials = folder(place, plan)
                shutil.copy(source, os.path.join(trials, "a.golden"))
                changed = dict(golden.header, wi=seed)
                before = read_golden.parse_header
                try:
                    read_golden.parse_header = lambda data, offset: changed
                    status, out, error = command("--merkle", place)
                finally:
                    read_golden.parse_header = before
                self.assertEqual((status, out, error.count("\n")), (3, "", 1), seed)

    def test_committed_goldens_are_sound(self):
        count = 0
        for folder, _, names in os.walk(HERE):
            for name in names:
                if name.endswith(".golden"):
                    path = os.path.join(folder, name)
                    status, out, error = command("--check", path)
                    self.assertEqual((status, error), (0, ""), path)
                    self.assertIn("completed after ", out)
                    count += 1
        self.assertGreaterEqual(count, 11)
        for name in ("acceptability", "rte-minilm", "tiny"):
            self.assertEqual(command("--merkle", os.path.join(HERE, name))[0], 0, name)

    def test_plans(self):
        for plan in ("seeds: { wi: 1...3, do: 4 }", "seeds:\n  wi: 1...3\n  do: 4\nstreams: a",
                     "a: b\nseeds:\n  do: [4]\n  wi: [1, 2...3]\n"):
            self.assertEqual(read_golden.planned(plan, "wi"), [1, 2, 3])
            self.assertEqual(read_golden.planned(plan, "do"), [4])

    def test_floats(self):
        for bits, text in ((0x3F800000, "0x1p+0"), (0x80000000, "-0x0p+0"), (1, "0x1p-149"),
                           (0x7F7FFFFF, "0x1.fffffep+127"), (0x00400001, "0x1.000004p-127"),
                           (0xFF800000, "-inf"), (0x7FC00000, "nan:7fc00000")):
            self.assertEqual(read_golden.hex_float(bits), text)


if __name__ == "__main__":
    unittest.main()
