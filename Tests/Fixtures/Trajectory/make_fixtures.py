#!/usr/bin/env python3
"""Makes the goldens beside it, sound and broken, and manifest.json with what a reader must say.

    python3 Tests/Fixtures/Trajectory/make_fixtures.py

A writer of its own, from golden/FORMAT.md: it shares no code with the Swift writer, whose bytes for
the sound fixtures must be the same, nor with either reader. Fixtures are never removed.
"""

import hashlib
import json
import os
import random
import struct
import zlib

HERE = os.path.dirname(os.path.abspath(__file__))
COMPONENTS = ["weights", "moments", "powers", "streams", "cursor", "protocol"]
ALL_STEP = ["loss", "gradientNorm", "batchDigest"]


def sha(data):
    return hashlib.sha256(data).digest()


def deflate(raw, level=9, strategy=zlib.Z_RLE):
    engine = zlib.compressobj(level, zlib.DEFLATED, -15, 8, strategy)
    return engine.compress(raw) + engine.flush()


def text(value):
    plain = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return plain.replace("\x7f", "\\u007f")


class Trial:
    """Records of a trial; words are the bits of floats."""

    def __init__(self, labels=2, examples=5, detail="predictions", columns=ALL_STEP,
                 components=COMPONENTS, outcome=1, **members):
        names = {"none": [], "correct": ["correct"], "confusion": ["confusion"],
                 "predictions": ["confusion", "predictions"],
                 "logits": ["confusion", "predictions", "logits"]}
        self.labels, self.examples, self.detail = labels, examples, names[detail]
        self.columns, self.components, self.outcome = list(columns), list(components), outcome
        self.counts = labels * labels if "confusion" in self.detail else 2 * len(self.detail)
        self.header = {"columns": {"step": self.columns, "evaluation": self.detail,
                                   "anchor": self.components}}
        if self.detail:
            self.header["developmentExamples"] = examples
        if "confusion" in self.detail:
            self.header["labels"] = labels
        self.header.update(members)
        self.steps, self.evaluations, self.anchors = [], [], []
        self.series = {}  # name: rows of (updates done, value of each column)

    # Made-up records

    def step(self, *words):
        self.steps.append(list(words))

    def evaluate(self, counts, predictions=b"", logits=()):
        self.evaluations.append([len(self.steps), list(counts), bytes(predictions), list(logits)])

    def anchor(self, *digests):
        self.anchors.append([len(self.steps), list(digests)])

    def name(self, name, form):
        self.header.setdefault("series", {})[name] = form
        self.series[name] = []

    def note(self, name, *values):
        self.series[name].append((len(self.steps), values))

    def columns_of(self, name):
        """What kinds of values the series has, each with the name that it is shown by."""
        form = self.header["series"][name]
        if form in ("binary32", "binary64"):
            return [(form, "value")]
        if form == "mark":
            return []
        if "digests" in form:
            return [("digests", "digests")]
        if "step" in form:
            return [("word" if column == "batchDigest" else "binary32", column) for column in form["step"]]
        kinds = {"correct": "counts", "confusion": "counts", "predictions": "classes", "logits": "binary32"}
        shown = {"correct": "counts", "confusion": "counts"}
        return [(kinds[part], shown.get(part, part)) for part in form["evaluation"]]

    def run(self, steps, seed, evaluate_every=0, anchor_every=0, start=False):
        """A trial that looks like one: noisy losses, slowly changing logits."""
        dice = random.Random(seed)
        scores = [dice.gauss(0, .3) for _ in range(self.examples * self.labels)]

        def bits(value):
            return struct.unpack("<I", struct.pack("<f", value))[0]

        def evaluate():
            for index in range(len(scores)):
                scores[index] += dice.gauss(0, .05)
            rows = [scores[e * self.labels:(e + 1) * self.labels] for e in range(self.examples)]
            classes = [row.index(max(row)) for row in rows]
            golds = [e % self.labels for e in range(self.examples)]
            counts = [0] * self.counts
            for gold, seen in zip(golds, classes):
                if "confusion" in self.detail:
                    counts[gold * self.labels + seen] += 1
                else:
                    counts[gold != seen] += 1
            self.evaluate(counts, classes if "predictions" in self.detail else b"",
                          map(bits, scores) if "logits" in self.detail else ())

        def anchor():
            self.anchor(*(sha(b"%d %d %d" % (seed, len(self.steps), i))
                          for i in range(len(self.components))))

        if start:
            evaluate()
            anchor()
        for done in range(1, steps + 1):
            words = [bits(.7 * .999 ** done + dice.gauss(0, .05)),
                     bits(abs(dice.gauss(3, 1)) + .1), dice.getrandbits(32)]
            self.step(*words[:len(self.columns)])
            if evaluate_every and done % evaluate_every == 0:
                evaluate()
            if anchor_every and done % anchor_every == 0:
                anchor()
        return self

    # Bytes

    def records(self):
        """(kind, updates done, canonical bytes) in order."""
        out = []
        for index, words in enumerate(self.steps):
            out.append((index + 1, 1, struct.pack("<BI%dI" % len(words), 1, index, *words)))
        for done, counts, predictions, logits in self.evaluations:
            out.append((done, 2, struct.pack("<BI%dI" % len(counts), 2, done, *counts)
                        + predictions + struct.pack("<%dI" % len(logits), *logits)))
        for done, digests in self.anchors:
            out.append((done, 3, struct.pack("<BI", 3, done) + b"".join(digests)))
        for place, name in enumerate(sorted(self.series)):
            out += [(done, 128 + place, b"") for done, _ in self.series[name]]
        return sorted(out, key=lambda record: record[:2])

    def capacity(self, kind):
        if kind >= 128:
            return min(1024, max(1, 2 ** 18 // sum(len(chunk) for chunk in self.series_chunks(kind, 0, 1))))
        row = (4 + 4 * self.counts + self.bytes_of_predictions()
               + 4 * self.labels * self.examples * ("logits" in self.detail))
        return [1024, min(1024, max(1, 2 ** 18 // row)), 256][kind - 1]

    def bytes_of_predictions(self):
        return (-(-self.examples * (self.labels - 1).bit_length() // 8)
                if "predictions" in self.detail else 0)

    def pages(self):
        """[kind, first row, rows, chunks] in the order of the file."""
        kinds = [1, 2, 3] + [128 + place for place in range(len(self.series))]
        made, taken, waiting = [], dict.fromkeys(kinds, 0), dict.fromkeys(kinds, 0)

        def emit(kind):
            first, rows = taken[kind], waiting[kind]
            make = {1: self.step_chunks, 2: self.evaluation_chunks, 3: self.anchor_chunks}.get(kind)
            chunks = make(first, first + rows) if make else self.series_chunks(kind, first, first + rows)
            made.append([kind, first, rows, chunks])
            taken[kind] += rows
            waiting[kind] = 0

        for _, kind, _ in self.records():
            waiting[kind] += 1
            if waiting[kind] == self.capacity(kind):
                emit(kind)
        for kind in kinds:
            if waiting[kind]:
                emit(kind)
        return made

    def step_chunks(self, start, end):
        return [plane for column in range(len(self.columns))
                for plane in planes([words[column] for words in self.steps[start:end]])]

    def evaluation_chunks(self, start, end):
        rows = self.evaluations[start:end]
        out = planes([row[0] for row in rows]) + planes([n for row in rows for n in row[1]])
        if "predictions" in self.detail:
            width, before, chunk = (self.labels - 1).bit_length(), 0, b""
            for row in rows:
                now = sum(seen << width * e for e, seen in enumerate(row[2]))
                chunk += (now ^ before).to_bytes(self.bytes_of_predictions(), "little")
                before = now
            out.append(chunk)
        if "logits" in self.detail:
            before, words = [0x80000000] * (self.labels * self.examples), []
            for row in rows:
                now = [w | 0x80000000 if w < 0x80000000 else 0xFFFFFFFF - w for w in row[3]]
                for a, b in zip(now, before):
                    change = (a - b + 0x80000000) % 2 ** 32 - 0x80000000
                    words.append(2 * change if change >= 0 else -2 * change - 1)
                before = now
            out += planes(words)
        return out

    def anchor_chunks(self, start, end):
        rows = self.anchors[start:end]
        return planes([row[0] for row in rows]) + [b"".join(d for row in rows for d in row[1])]

    def series_chunks(self, kind, start, end):
        name = sorted(self.series)[kind - 128]
        form, rows = self.header["series"][name], self.series[name][start:end]
        out = planes([done for done, _ in rows])
        for place, (what, _) in enumerate(self.columns_of(name)):
            values = [row[place] for _, row in rows]
            if what == "digests":
                out.append(b"".join(digest for row in values for digest in row))
            elif what == "binary64":
                out += [bytes(word >> shift & 255 for word in values) for shift in range(0, 64, 8)]
            elif what == "classes":
                width, before, chunk = (form["labels"] - 1).bit_length(), 0, b""
                for row in values:
                    now = sum(seen << width * e for e, seen in enumerate(row))
                    chunk += (now ^ before).to_bytes(-(-form["developmentExamples"] * width // 8), "little")
                    before = now
                out.append(chunk)
            elif what == "binary32":
                rows_of_words = [row if isinstance(row, (list, tuple)) else [row] for row in values]
                before, words = [0x80000000] * len(rows_of_words[0]), []
                for row in rows_of_words:
                    now = [w | 0x80000000 if w < 0x80000000 else 0xFFFFFFFF - w for w in row]
                    for a, b in zip(now, before):
                        change = (a - b + 0x80000000) % 2 ** 32 - 0x80000000
                        words.append(2 * change if change >= 0 else -2 * change - 1)
                    before = now
                out += planes(words)
            else:
                out += planes([n for row in values for n in (row if what == "counts" else [row])])
        return out

    def bytes(self, **changes):
        return File(self, **changes).bytes()

    def dump(self, file):
        """What both readers print as JSON."""
        for index, words in enumerate(self.steps):
            out = {"step": index}
            for name, word in zip(self.columns, words):
                out[name] = "%08x" % word if name == "batchDigest" else exact(word)
            yield out
        for done, counts, predictions, logits in self.evaluations:
            out = {"step": done, "counts": counts}
            if "predictions" in self.detail:
                out["predictions"] = list(predictions)
            if "logits" in self.detail:
                out["logits"] = [exact(word) for word in logits]
            yield {"evaluation": out}
        for done, digests in self.anchors:
            whole = b"seedproof anchor 1\n" + b"".join(
                bytes([len(name)]) + name.encode() + digest
                for name, digest in zip(self.components, digests))
            yield {"anchor": {"step": done, "digest": sha(whole).hex(), "components": {
                name: digest.hex() for name, digest in zip(self.components, digests)}}}
        for name in sorted(self.series):
            for done, row in self.series[name]:
                out = {"name": name, "step": done}
                for (what, shown), value in zip(self.columns_of(name), row):
                    if what == "digests":
                        names = self.header["series"][name]["digests"]
                        out[shown] = {key: digest.hex() for key, digest in zip(names, value)}
                    elif what == "binary64":
                        out[shown] = exact64(value)
                    elif what == "word":
                        out[shown] = "%08x" % value
                    elif what == "binary32":
                        out[shown] = list(map(exact, value)) if isinstance(value, list) else exact(value)
                    else:
                        out[shown] = list(value)
                yield {"series": out}
        yield {"end": {
            "outcome": {1: "completed", 2: "stopped", 3: "nonfinite"}[self.outcome],
            "steps": len(self.steps), "evaluations": len(self.evaluations),
            "anchors": len(self.anchors), "chain": file.chain.hex(),
            "contentDigest": file.content.hex(), "fileDigest": file.hash.hex()}}


def planes(words):
    return [bytes(word >> shift & 255 for word in words) for shift in (0, 8, 16, 24)]


def exact(word):
    value, = struct.unpack("<f", struct.pack("<I", word))
    if value != value:
        return "nan:%08x" % word
    if value in (float("inf"), float("-inf")):
        return "inf" if value > 0 else "-inf"
    digits, power = value.hex().split("p")
    digits = digits.rstrip("0").rstrip(".") if "." in digits else digits
    return "%sp%s" % ("0x0" if digits == "0x" else "-0x0" if digits == "-0x" else digits, power)


def exact64(word):
    value, = struct.unpack("<d", struct.pack("<Q", word))
    if value != value:
        return "nan:%016x" % word
    if value in (float("inf"), float("-inf")):
        return "inf" if value > 0 else "-inf"
    if value == 0:
        return "-0x0p+0" if word >> 63 else "0x0p+0"
    digits, power = value.hex().split("p")
    if digits.lstrip("-").startswith("0x0."):
        # Subnormal: from 0x0.fraction to 0x1.fraction.
        whole = int(digits.lstrip("-")[4:].ljust(13, "0"), 16)
        shift = 53 - whole.bit_length()
        digits = "%s0x1.%013x" % ("-" * digits.startswith("-"), whole << shift & (1 << 52) - 1)
        power = str(-1022 - shift)
    digits = digits.rstrip("0").rstrip(".") if "." in digits else digits
    return "%sp%s" % (digits, power)


class File:
    """The bytes of a golden; every part can be replaced, and the digests after it are right."""

    def __init__(self, trial, header=None, version=None, magic=b"\x89SPG\r\n\x1a\n",
                 header_length=None, pages=None, store=None, frame=None, gap=b"", before_footer=b"",
                 outcome=None, counts=None, chain=None, links=None, content=None, index=None,
                 page_count=None, tag=0, more=b"", footer_length=None, hash=None, after=b""):
        self.__dict__.update(locals())
        self.version = version or (1, int("series" in trial.header))

    def bytes(self):
        trial = self.trial
        head = text(trial.header).encode() if self.header is None else self.header
        outcome = trial.outcome if self.outcome is None else self.outcome
        digest = b"seedproof content 1\n" + struct.pack("<I", len(head)) + head
        links, entries = [], []
        link = sha(b"seedproof chain 1\n" + head)
        steps = 0
        for _, kind, record in trial.records():
            if kind >= 128:
                continue
            link = sha(link + record)
            if kind == 1:
                steps += 1
                last = link
                if steps % 1024 == 0 or steps == len(trial.steps):
                    links.append(last)
        length = len(head) if self.header_length is None else self.header_length
        out = self.magic + struct.pack("<HHI", *self.version, length) + head + self.gap
        for number, (kind, first, rows, chunks) in enumerate(
                trial.pages() if self.pages is None else self.pages):
            entries.append([kind, first, rows, len(out)])
            frame = struct.pack("<BBII", kind, len(chunks), first, rows)
            out += frame
            digest += frame
            for place, raw in enumerate(chunks):
                digest += struct.pack("<I", len(raw)) + raw
                stored = deflate(raw)
                stored = stored if len(stored) < len(raw) else raw
                if self.store:
                    stored = self.store(number, place, raw, stored)
                numbers = [len(raw), len(stored), zlib.crc32(stored)]
                if self.frame:
                    numbers = self.frame(number, place, numbers)
                out += struct.pack("<III", *numbers) + stored
        out += self.before_footer
        self.chain = sha(link + bytes([outcome])) if self.chain is None else self.chain
        digest += bytes([0, outcome]) + self.chain
        self.content = sha(digest) if self.content is None else self.content
        entries = self.index(entries) if self.index else entries
        links = self.links(links) if self.links else links
        counts = self.counts or [len(trial.steps), len(trial.evaluations), len(trial.anchors)]
        footer = struct.pack("<BBIII", self.tag, outcome, *counts) + self.chain + self.content
        footer += struct.pack("<I", len(entries) if self.page_count is None else self.page_count)
        footer += b"".join(struct.pack("<BIIQ", *entry) for entry in entries)
        footer += b"".join(links) + self.more
        length = len(footer) if self.footer_length is None else self.footer_length
        out += footer + struct.pack("<I", length)
        self.hash = sha(out) if self.hash is None else self.hash
        return out + self.hash + self.after


# Fixtures


def series(**members):
    """A trial with a series of each form."""
    trial = Trial(**{"labels": 2, "examples": 5, "detail": "correct", "columns": ["loss"], "components": [],
                     **members})
    trial.name("eval_loss", "binary64")
    trial.name("f1", "binary32")
    trial.name("mm", {"developmentExamples": 6, "evaluation": ["correct"]})
    trial.name("three/way", {"developmentExamples": 4, "labels": 3,
                             "evaluation": ["confusion", "predictions", "logits"]})
    trial.name("skipped", "mark")
    trial.name("tensors", {"digests": ["a.weight", "b[0]"]})
    trial.name("rank-1", {"step": ["loss", "batchDigest"]})
    dice = random.Random(20)
    odd = [0x3FE0000000000000, 0x8000000000000000, 1, 0x7FF8000000000123, 0xFFF0000000000000, 0x000FFFFFFFFFFFFF]
    trial.note("eval_loss", odd[0])
    for done in range(6):
        trial.step(dice.getrandbits(30))
        trial.note("rank-1", dice.getrandbits(30), dice.getrandbits(32))
        trial.note("eval_loss", odd[done])
        if done % 2:
            trial.evaluate([done % 5, 5 - done % 5])
            trial.note("mm", [done, 6 - done])
            trial.note("f1", dice.getrandbits(30))
            trial.note("three/way", [1, 0, 0, 0, 1, 0, 1, 0, 1], [0, 1, 2, done % 3],
                       [dice.getrandbits(32) & 0xBFFFFFFF for _ in range(12)])
            trial.note("tensors", [sha(b"a%d" % done), sha(b"b%d" % done)])
        if done in (2, 3):
            trial.note("skipped")
    return trial


def small(**members):
    """The trial that the broken fixtures start from."""
    return Trial(**{"labels": 2, "examples": 11, "components": ["state"], **members}).run(
        6, seed=1, evaluate_every=2, anchor_every=3)


def sound():
    """name, trial"""
    nan, infinity, negative_zero, least = 0x7FC00123, 0x7F800000, 0x80000000, 1
    yield "empty", Trial()
    yield "empty-bare", Trial(detail="none", columns=["loss"], components=[])
    yield "start-only", Trial().run(0, seed=2, start=True)
    example = Trial(2, 11, columns=["loss"], components=["state"], wi=3, do=7)
    for word in (0x3F317218, 0x3F2C0831, 0x3F30A3D7, 0x3F170A3D, 0x3F19999A, 0x3F1AE148, 0x3F000000,
                 0x3EF0A3D7, 0x3EFAE148):
        example.step(word)
    example.evaluate([1, 5, 2, 3], [1, 1, 0, 1, 1, 1, 0, 1, 1, 0, 1])
    example.anchor(sha(b"the state after 9 updates"))
    yield "example", example  # the worked example of golden/FORMAT.md
    yield "one-step", Trial(wi=3, do=7).run(1, seed=3, evaluate_every=1, anchor_every=1)
    yield "small", small()
    for steps in (1023, 1024, 1025, 2049):
        yield "steps-%d" % steps, Trial(detail="none", columns=["loss"], components=[]).run(
            steps, seed=steps)
    yield "two-labels-logits", Trial(2, 13, "logits").run(9, 4, 3, 4, start=True)
    yield "three-labels", Trial(3, 10, "predictions").run(9, 5, 2, 4)
    yield "three-labels-logits", Trial(3, 7, "logits").run(12, 6, 1, 5)
    yield "four-labels", Trial(4, 9, "predictions").run(5, 7, 1)
    yield "many-labels", Trial(256, 3, "predictions").run(2, 8, 1)
    yield "confusion-only", Trial(2, 5, "confusion").run(4, 9, 2)
    yield "foreign", Trial(examples=277, detail="correct", columns=["loss"], components=["state"],
                           task="external").run(40, 10, 10, 40)
    yield "series", series()
    crowd = Trial(detail="none", columns=["loss"], components=[])
    crowd.name("a", "binary64")
    crowd.name("b", {"evaluation": ["confusion", "predictions", "logits"], "labels": 2,
                     "developmentExamples": 20000})
    for done in range(1030):
        crowd.step(done)
        crowd.note("a", done << 50 | done)
        if done % 343 == 0:
            crowd.note("b", [5000] * 4, [done + e & 1 for e in range(20000)], [done * 40000 + e for e in range(40000)])
    yield "series-pages", crowd
    yield "no-norm", Trial(columns=["loss", "batchDigest"]).run(3, 11)
    stopped = Trial(outcome=2).run(8, 12, 4, 4)
    yield "stopped", stopped
    nonfinite = Trial(2, 4, "logits", outcome=3).run(3, 13, 1, start=True)
    nonfinite.step(nan, infinity, 5)
    yield "nonfinite", nonfinite
    bits = Trial(2, 4, "logits").run(1, 14)
    bits.evaluate([1, 2, 0, 1], [0, 1, 0, 1],
                  [nan, 0xFFFFFFFF, infinity, 0xFF800000, negative_zero, 0, least, 0x80000001])
    bits.step(negative_zero, least, 0)
    bits.evaluate([0, 2, 1, 1], [1, 1, 0, 1],
                  [0, 0x7F7FFFFF, 0xFF7FFFFF, nan, 0, negative_zero, 0x80000001, least])
    yield "odd-floats", bits
    wide = Trial(2, 20000, "logits", components=["state"])
    for done in range(1, 4):
        wide.step(done, done, done)
        wide.evaluate([10000 + done, 0, 0, 10000 - done], [done % 2] * 20000,
                      [0x3F800000 + done] * 40000)
    yield "one-evaluation-a-page", wide
    dense = Trial(examples=1000, detail="correct", columns=["loss"], components=["state"])
    for done in range(1, 1101):
        dense.step(done // 100)
        dense.evaluate([done % 7, 1000 - done % 7])
        if done % 4 == 0:
            dense.anchor(sha(b"%d" % (done // 64)))
    yield "pages-in-turn", dense
    words = Trial(name="Stra\u00dfe \U0001F600 \x7f\t\"\\", note="\u202e\u0001", list=[[], {}, None])
    yield "odd-header", words.run(1, 15)


def headers():
    """name, bytes of a header that breaks a rule"""
    base = text(small().header)
    inner = base[1:]

    def member(name, value):
        header = small().header
        header[name] = value
        return text(header).encode()

    def columns(**changes):
        header = small().header
        header["columns"].update(changes)
        return text(header).encode()

    yield "empty", b""
    yield "space", base.replace(":", ": ", 1).encode()
    yield "newline-after", base.encode() + b"\n"
    yield "order", ('{"zz":1,' + inner).encode()
    yield "key-twice", ('{"a":1,"a":1,' + inner).encode()
    yield "key-twice-by-escape", ('{"a":1,"\\u0061":1,' + inner).encode()
    yield "key-twice-by-accent", ('{"a\u0301":1,' + inner[:-1] + ',"\u00e1":1}').encode()
    yield "escape-not-needed", ('{"a":"\\u0041",' + inner).encode()
    yield "escape-upper-case", ('{"a":"\\u001F",' + inner).encode()
    yield "escape-slash", ('{"a":"\\/",' + inner).encode()
    yield "delete-not-escaped", ('{"a":"\x7f",' + inner).encode()
    yield "control-not-escaped", ('{"a":"\x01",' + inner).encode()
    yield "half-a-pair", ('{"a":"\\ud83d",' + inner).encode()
    yield "not-utf8", b'{"a":"\xff",' + inner.encode()
    yield "overlong-utf8", b'{"a":"\xc1\x81",' + inner.encode()
    yield "byte-order-mark", b"\xef\xbb\xbf" + base.encode()
    yield "fraction", ('{"a":1.5,' + inner).encode()
    yield "exponent", ('{"a":1e3,' + inner).encode()
    yield "minus-zero", ('{"a":-0,' + inner).encode()
    yield "leading-zero", ('{"a":01,' + inner).encode()
    yield "beyond-64-bits", ('{"a":9223372036854775808,' + inner).encode()
    yield "very-long-number", ('{"a":%s,' % ("9" * 5000) + inner).encode()
    yield "nan", ('{"a":NaN,' + inner).encode()
    yield "nested-33", ('{"a":%s,' % ("[" * 32 + "]" * 32) + inner).encode()
    yield "nested-deep", b"[" * 3000
    yield "list", b"[]"
    yield "no-columns", text({"labels": 2, "developmentExamples": 11}).encode()
    yield "column-member-more", columns(more=[])
    yield "no-loss", columns(step=["gradientNorm"])
    yield "steps-in-other-order", columns(step=["loss", "batchDigest", "gradientNorm"])
    yield "step-column-twice", columns(step=["loss", "loss"])
    yield "step-column-unknown", columns(step=["loss", "rate"])
    yield "evaluation-unknown", columns(evaluation=["predictions"])
    yield "evaluation-not-a-list", columns(evaluation="correct")
    yield "evaluation-of-numbers", columns(evaluation=[1])
    yield "anchor-upper-case", columns(anchor=["State"])
    yield "anchor-twice", columns(anchor=["a", "a"])
    yield "anchor-empty-name", columns(anchor=[""])
    yield "anchor-long-name", columns(anchor=["a" * 33])
    yield "anchor-17", columns(anchor=["a%d" % i for i in range(17)])
    yield "labels-1", member("labels", 1)
    yield "labels-257", member("labels", 257)
    yield "labels-true", member("labels", True)
    yield "labels-text", member("labels", "2")
    yield "examples-0", member("developmentExamples", 0)
    yield "examples-negative", member("developmentExamples", -1)
    yield "examples-many", member("developmentExamples", 2 ** 24 + 1)
    logits = Trial(256, 65537, "logits").header
    yield "logits-many", text(logits).encode()


def swapped(items, a, b):
    items = list(items)
    items[a], items[b] = items[b], items[a]
    return items


def changed(items, place, value):
    items = list(items)
    items[place] = value
    return items


def broken():
    """name, bytes, verdict where it is not malformed"""
    trial = small()
    good = trial.bytes()
    pages = trial.pages()
    raw = pages[0][3]

    def page(number, **changes):
        """All pages, one of them changed."""
        parts = dict(zip(("kind", "first", "rows", "chunks"), pages[number]))
        parts.update(changes)
        return changed(pages, number, list(parts.values()))

    def chunk(number, place, data):
        return page(number, chunks=changed(pages[number][3], place, data))

    def store(number, place, make):
        return lambda n, p, raw, stored: make(raw, stored) if (n, p) == (number, place) else stored

    def frame(number, place, make):
        return lambda n, p, numbers: make(numbers) if (n, p) == (number, place) else numbers

    yield "nothing", b""
    yield "magic-only", good[:8]
    yield "cut-in-header", good[:100]
    yield "cut-before-hash", good[:-32]
    yield "bytes-after", trial.bytes(after=b"\0")
    yield "twice", good + good
    yield "magic", trial.bytes(magic=b"\x89SPG\n\x1a\n\0")
    yield "journal-magic", trial.bytes(magic=b"\x89SPJ\r\n\x1a\n")
    yield "version-0", trial.bytes(version=(0, 9))
    yield "version-2", trial.bytes(version=(2, 0)), "newer"
    yield "version-2-damaged", trial.bytes(version=(2, 0), hash=bytes(32))
    yield "hash", trial.bytes(hash=sha(b""))
    yield "content-digest", trial.bytes(content=sha(b""))
    yield "chain", trial.bytes(chain=sha(b""))
    yield "page-chain", trial.bytes(links=lambda links: [sha(b"")])
    yield "page-chain-missing", trial.bytes(links=lambda links: [])
    yield "page-chain-more", trial.bytes(links=lambda links: links * 2)
    yield "header-length-more", trial.bytes(header_length=2 ** 32 - 1)
    yield "header-length-less", trial.bytes(header_length=10)
    for name, header in headers():
        yield "header-" + name, trial.bytes(header=header)
    yield "gap-after-header", trial.bytes(gap=b"\1")
    yield "gap-before-footer", trial.bytes(before_footer=b"\1")
    yield "footer-tag", trial.bytes(tag=1)
    yield "footer-length-0", trial.bytes(footer_length=0)
    yield "footer-length-more", trial.bytes(footer_length=2 ** 32 - 1)
    yield "footer-length-less", trial.bytes(footer_length=82)
    yield "footer-more", trial.bytes(more=b"\0")
    yield "outcome-0", trial.bytes(outcome=0)
    yield "outcome-4", trial.bytes(outcome=4)
    for place, what in enumerate(("steps", "evaluations", "anchors")):
        counts = [6, 3, 2]
        yield "count-%s-more" % what, trial.bytes(counts=changed(counts, place, counts[place] + 1))
        yield "count-%s-huge" % what, trial.bytes(counts=changed(counts, place, 2 ** 32 - 1))
    yield "index-empty", trial.bytes(index=lambda entries: [])
    yield "index-huge", trial.bytes(page_count=2 ** 32 - 1)
    yield "index-more", trial.bytes(index=lambda entries: entries + entries[-1:])
    yield "index-swapped", trial.bytes(index=lambda entries: swapped(entries, 0, 1))
    yield "index-kind", trial.bytes(index=lambda e: changed(e, 1, [3] + e[1][1:]))
    yield "index-first", trial.bytes(index=lambda e: changed(e, 1, [2, 1] + e[1][2:]))
    yield "index-rows", trial.bytes(index=lambda e: changed(e, 1, e[1][:2] + [4, e[1][3]]))
    yield "index-offset", trial.bytes(index=lambda e: changed(e, 1, e[1][:3] + [e[1][3] + 1]))
    yield "index-offset-huge", trial.bytes(index=lambda e: changed(e, 1, e[1][:3] + [2 ** 64 - 1]))
    yield "index-offset-back", trial.bytes(index=lambda e: changed(e, 2, e[2][:3] + [0]))

    yield "page-kind-0", trial.bytes(pages=page(0, kind=0))
    yield "page-kind-4", trial.bytes(pages=page(0, kind=4))
    yield "page-kind-200", trial.bytes(pages=pages + [[200, 0, 1, [b"abc"]]])
    yield "page-no-rows", trial.bytes(pages=page(0, rows=0))
    yield "page-rows-more", trial.bytes(pages=page(0, rows=7))
    yield "page-rows-huge", trial.bytes(pages=page(0, rows=2 ** 32 - 1))
    yield "page-first-row", trial.bytes(pages=page(0, first=1))
    yield "page-chunk-less", trial.bytes(pages=page(0, chunks=raw[:-1]))
    yield "page-chunk-more", trial.bytes(pages=page(0, chunks=raw + [b"a"]))
    yield "pages-swapped", trial.bytes(pages=swapped(pages, 0, 1))
    yield "page-split", trial.bytes(
        pages=[
            [1, 0, 3, trial.step_chunks(0, 3)], [1, 3, 3, trial.step_chunks(3, 6)]] + pages[1:],
        links=lambda links: links * 2)
    yield "page-missing", trial.bytes(pages=pages[:-1])
    yield "page-twice", trial.bytes(pages=pages + pages[-1:])
    dense = Trial(examples=9, detail="correct", columns=["loss"], components=[])
    for done in range(1030):
        dense.step(1)
        dense.evaluate([1, 8])
    yield "full-pages-swapped", dense.bytes(pages=swapped(dense.pages(), 0, 1))
    yield "full-page-late", dense.bytes(pages=swapped(dense.pages(), 1, 2))
    bare = Trial(detail="none", columns=["loss"], components=[]).run(2, 1)
    extra = [2, 0, 1, planes([1]) + [b""] * 4]
    yield "evaluations-not-listed", bare.bytes(pages=bare.pages() + [extra], counts=[2, 1, 0])
    extra = [3, 0, 1, planes([1]) + [b""]]
    yield "anchors-not-listed", bare.bytes(pages=bare.pages() + [extra], counts=[2, 0, 1])

    crowd = Trial(detail="none", columns=["loss"], components=["state"])
    for done in range(257):
        crowd.step(1)
        crowd.anchor(sha(b"%d" % done))
    steps = crowd.pages()[-2] if crowd.pages()[-2][0] == 1 else crowd.pages()[0]
    yield "page-of-257-anchors", crowd.bytes(pages=[steps, [3, 0, 257, crowd.anchor_chunks(0, 257)]])
    yield "page-of-nothing", trial.bytes(pages=pages + [[3, 2, 0, [b""] * 5]])
    yield "evaluations-begin-at-1", trial.bytes(pages=page(1, first=1), counts=[6, 4, 2])
    yield "anchors-begin-at-1", trial.bytes(pages=page(2, first=1), counts=[6, 3, 3])

    yield "chunk-short", trial.bytes(pages=chunk(0, 0, raw[0][:-1]))
    yield "chunk-long", trial.bytes(pages=chunk(0, 0, raw[0] + b"\0"))
    yield "chunk-raw-size-huge", trial.bytes(
        frame=frame(0, 0, lambda n: [2 ** 32 - 1, n[1], n[2]]))
    yield "chunk-stored-size-huge", trial.bytes(
        frame=frame(0, 0, lambda n: [n[0], 2 ** 32 - 1, n[2]]))
    yield "chunk-stored-size-0", trial.bytes(frame=frame(0, 0, lambda n: [n[0], 0, 0]))
    yield "chunk-checksum", trial.bytes(frame=frame(0, 0, lambda n: [n[0], n[1], n[2] ^ 1]))
    long = Trial(detail="none", columns=["loss"], components=[])
    for done in range(1000):
        long.step(0x3F000000 + done % 3)
    bomb = deflate(bytes(2 ** 24))
    yield "stream-garbage", long.bytes(store=store(0, 3, lambda raw, stored: b"\xff" * 20))
    yield "stream-longer", long.bytes(store=store(0, 3, lambda raw, s: deflate(raw + b"\x3f")))
    yield "stream-shorter", long.bytes(store=store(0, 3, lambda raw, s: deflate(raw[:-1])))
    yield "stream-cut", long.bytes(store=store(0, 3, lambda raw, stored: stored[:-1]))
    yield "stream-and-more", long.bytes(store=store(0, 3, lambda raw, stored: stored + b"\0"))
    yield "stream-twice", long.bytes(store=store(0, 3, lambda raw, stored: stored + stored))
    yield "stream-empty", long.bytes(store=store(0, 3, lambda raw, stored: b""))
    yield "stream-with-zlib-header", long.bytes(
        store=store(0, 3, lambda raw, stored: zlib.compress(raw)))
    yield "stream-without-end", long.bytes(store=store(0, 3, lambda raw, stored: open_end(raw)))
    yield "stream-bomb", long.bytes(
        store=store(0, 3, lambda raw, stored: bomb), frame=frame(
            0, 3, lambda n: [2 ** 24, n[1], n[2]]))
    yield "stream-bomb-in-place", long.bytes(
        store=store(0, 3, lambda raw, stored: deflate(bytes(700000))))
    yield "stream-grows", long.bytes(store=store(0, 0, lambda raw, s: deflate(raw, 0)))

    def with_evaluations(change, **members):
        other = small(**members)
        change(other.evaluations)
        return other.bytes()

    yield "evaluation-after-the-end", with_evaluations(lambda e: e[-1].__setitem__(0, 7))
    yield "evaluation-twice", with_evaluations(lambda e: e[1].__setitem__(0, 2))
    yield "evaluations-descend", with_evaluations(lambda e: e.reverse())
    other = small()
    other.anchors[1][0] = 7
    yield "anchor-after-the-end", other.bytes()
    other = small()
    other.anchors[1][0] = 3
    yield "anchor-twice", other.bytes()
    spill = pages[1][3][8]
    yield "prediction-bit-past-the-end", trial.bytes(
        pages=chunk(1, 8, spill[:1] + bytes([spill[1] | 0x80]) + spill[2:]))
    yield "prediction-class-3-of-3", with_evaluations(
        lambda e: e[1].__setitem__(2, bytes([3] + [0] * 10)), labels=3)
    yield "record-of-other-bytes", small().bytes(pages=chunk(0, 0, bytes([raw[0][0] ^ 1]) + raw[0][1:]))

    trial = series()
    good, pages = trial.bytes(), trial.pages()
    places = {kind[0]: number for number, kind in enumerate(pages)}

    def other_series(name, form):
        members = {**trial.header, "series": {**trial.header["series"], name: form}}
        return text(members).encode()

    def in_series(name, change):
        other = series()
        change(other.series[name])
        return other.bytes()

    number = places[128]  # eval_loss
    yield "series-in-1.0", trial.bytes(version=(1, 0))
    yield "series-page-missing-row", trial.bytes(pages=changed(
        pages, number, [128, 0, 6, trial.series_chunks(128, 0, 7)]))
    yield "series-first-row", trial.bytes(pages=changed(pages, number, [128, 1] + pages[number][2:]))
    yield "series-pages-swapped", trial.bytes(pages=swapped(pages, number, number + 1))
    yield "series-page-split", trial.bytes(pages=pages[:number] + [
        [128, 0, 3, trial.series_chunks(128, 0, 3)], [128, 3, 4, trial.series_chunks(128, 3, 7)]]
        + pages[number + 1:])
    yield "series-twice-at-a-step", in_series("mm", lambda rows: rows.insert(1, rows[0]))
    yield "series-descends", in_series("mm", lambda rows: rows.reverse())
    yield "series-after-the-end", in_series("mm", lambda rows: rows.append((7, ([1, 5],))))
    yield "series-class-3-of-3", in_series(
        "three/way", lambda rows: rows[0][1][1].__setitem__(0, 3))
    for name, form in (
            ("unknown-form", "binary16"), ("form-and-more", {"digests": ["a"], "more": 1}),
            ("no-digests", {"digests": []}), ("digest-twice", {"digests": ["a", "a"]}),
            ("digest-space", {"digests": ["a b"]}), ("digest-long", {"digests": ["a" * 129]}),
            ("evaluation-of-nothing", {"evaluation": [], "developmentExamples": 3}),
            ("evaluation-no-examples", {"evaluation": ["correct"]}),
            ("evaluation-of-0", {"evaluation": ["correct"], "developmentExamples": 0}),
            ("evaluation-labels-1", {"evaluation": ["confusion"], "developmentExamples": 3, "labels": 1}),
            ("evaluation-labels-more", {"evaluation": ["correct"], "developmentExamples": 3, "labels": 2}),
            ("step-of-nothing", {"step": []}), ("step-unknown", {"step": ["rate"]}),
            ("step-order", {"step": ["batchDigest", "loss"]}), ("null", None)):
        yield "series-header-" + name, trial.bytes(header=other_series("zz", form))
    for what, name in (("empty", ""), ("digit", "1"), ("space", "a b"), ("long", "a" * 65), ("letter", "\u00e9")):
        yield "series-header-name-" + what, trial.bytes(header=other_series(name, "mark"))
    members = {**trial.header, "series": {}}
    yield "series-header-none", trial.bytes(header=text(members).encode())
    many = {"s%d" % place: "mark" for place in range(65)}
    yield "series-header-65", trial.bytes(header=text({**trial.header, "series": many}).encode())
    forged = series()
    forged.series["eval_loss"][3] = (3, (forged.series["eval_loss"][3][1][0] ^ 1,))
    yield "forged-scalar", forged.bytes(), "sound"
    yield "series-and-more", trial.bytes(pages=pages + [[200, 0, 1, [b"abc"]]]), "sound"
    trial, pages = small(), small().pages()

    # Sound, though no writer makes them.
    yield "minor-1", trial.bytes(version=(1, 1)), "sound"
    yield "minor-1-page", trial.bytes(
        version=(1, 1), pages=pages + [[200, 5, 1, [b"abc", b"", bytes(100)]]]), "sound"
    yield "minor-1-footer", trial.bytes(version=(1, 7), more=b"more"), "sound"
    yield "minor-1-page-kind-4", trial.bytes(version=(1, 1), pages=page(0, kind=4))
    yield "minor-1-page-kind-4-more", trial.bytes(version=(1, 1), pages=pages + [[4, 0, 1, [b"abc"]]])
    yield "other-deflate", long.bytes(
        store=lambda n, p, raw, stored: min(stored, deflate(raw, 1, 0), key=len)), "sound"
    yield "not-compressed", long.bytes(store=lambda n, p, raw, stored: raw), "sound"
    forged = small()
    forged.steps[3][0] ^= 1
    yield "forged-loss", forged.bytes(), "sound"
    forged = small()
    forged.evaluations[1][1][0] += 1
    yield "forged-count", forged.bytes(), "sound"


def open_end(raw):
    """A stream whose last block is not marked as the last."""
    engine = zlib.compressobj(9, zlib.DEFLATED, -15, 8, zlib.Z_RLE)
    return engine.compress(raw) + engine.flush(zlib.Z_SYNC_FLUSH)


def main():
    manifest = {}
    for folder in ("sound", "broken"):
        os.makedirs(os.path.join(HERE, folder), exist_ok=True)
    for name, trial in sound():
        file = File(trial)
        data = file.bytes()
        dump = "".join(text(item) + "\n" for item in trial.dump(file))
        manifest["sound/%s.golden" % name] = {
            "verdict": "sound", "contentDigest": file.content.hex(),
            "dump": sha(dump.encode()).hex()}
        write("sound/%s.golden" % name, data)
    for name, data, *verdict in broken():
        manifest["broken/%s.golden" % name] = {"verdict": (verdict or ["malformed"])[0]}
        write("broken/%s.golden" % name, data)
    write("manifest.json", (json.dumps(manifest, indent=1, sort_keys=True) + "\n").encode())


def write(name, data):
    with open(os.path.join(HERE, name), "wb") as file:
        file.write(data)


if __name__ == "__main__":
    main()
