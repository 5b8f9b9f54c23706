#!/usr/bin/env python3
"""A second reader of goldens, written from FORMAT.md alone; standard library only.

    read_golden.py FILE...            check, then print the columns as tab-separated text
    read_golden.py --json FILE...     check, then print one JSON object a line
    read_golden.py --check FILE...    check, and print one line a file
    read_golden.py --merkle DIR       check the goldens of an experiment, print the Merkle root

Exit status: 0 sound, 2 of a newer major version, 3 malformed, 64 wrong arguments.
"""

import argparse
import hashlib
import json
import os
import re
import signal
import struct
import sys
import unicodedata
import zlib

MAGIC = b"\x89SPG\r\n\x1a\n"
STEPS, EVALUATIONS, ANCHORS, SERIES = 1, 2, 3, 128
OUTCOMES = {1: "completed", 2: "stopped", 3: "nonfinite"}
STEP_COLUMNS = ("loss", "gradientNorm", "batchDigest")
DETAILS = ([], ["correct"], ["confusion"], ["confusion", "predictions"],
           ["confusion", "predictions", "logits"])
MOST_BYTES, MOST_CONTENT, MOST_HEADER, MOST_CHUNK = 1 << 28, 1 << 32, 1 << 20, 1 << 24
MOST_PAGES, MOST_ROWS, MOST_SERIES, MOST_DIGESTS = 1 << 20, 1 << 30, 64, 4096


class Malformed(Exception):
    """The file breaks the format at a byte."""

    def __init__(self, offset, why):
        super().__init__("byte %d: %s" % (offset, why))


class NewerFormat(Exception):
    """The file is whole, but of a major version that came after this reader."""


def sha256(*parts):
    state = hashlib.sha256()
    for part in parts:
        state.update(part)
    return state.digest()


# Header


def canonical(value, depth=0):
    """The one text of a JSON value."""
    if value is None or value is True or value is False:
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, int):
        if not -(1 << 63) <= value < 1 << 63:
            raise ValueError("integer out of range")
        return str(value)
    if isinstance(value, str):
        return quoted(value)
    if depth == 32:
        raise ValueError("nesting")
    if isinstance(value, list):
        return "[%s]" % ",".join(canonical(item, depth + 1) for item in value)
    members = sorted(value.items(), key=lambda member: member[0].encode())
    return "{%s}" % ",".join(
        quoted(key) + ":" + canonical(item, depth + 1) for key, item in members)


def quoted(text):
    short = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
    out = []
    for char in text:
        code = ord(char)
        out.append(short.get(char) or ("\\u%04x" % code if code < 32 or code == 127 else char))
    return '"%s"' % "".join(out)


def members_once(pairs):
    # Two spellings of one character (Unicode normal form C) are one name.
    if len({unicodedata.normalize("NFC", key) for key, _ in pairs}) < len(pairs):
        raise ValueError("a name twice")
    return dict(pairs)


def refuse(text):
    raise ValueError("not an integer: %.20s" % text)


def parse_header(data, offset):
    try:
        text = data.decode("utf-8")
        value = json.loads(text, object_pairs_hook=members_once, parse_float=refuse,
                           parse_constant=refuse)
        sound = canonical(value).encode() == data and isinstance(value, dict)
    except (ValueError, RecursionError) as error:
        raise Malformed(offset, "header: %.80s" % error) from None
    if not sound:
        raise Malformed(offset, "header: another encoding than the canonical one")
    return value


class Answers:
    """The sizes of an evaluation's columns, for `labels` classes and `examples` examples."""

    def __init__(self, detail, labels, examples):
        self.detail, self.labels, self.examples = detail, labels, examples
        self.counts = labels ** 2 if "confusion" in detail else 2 * len(detail)
        self.width = (labels - 1).bit_length() if "predictions" in detail else 0
        self.bits = (examples * self.width + 7) // 8
        self.logits = labels * examples if "logits" in detail else 0

    def sizes(self, rows):
        return ([rows * self.counts] * 4 + [rows * self.bits] * bool(self.bits)
                + [rows * self.logits] * 4 * bool(self.logits))


class Series:
    """A named series of the header: its form, and the sizes of its columns."""

    def __init__(self, name, form, need):
        need(re.fullmatch(r"[A-Za-z][A-Za-z0-9_./-]{0,63}", name, re.ASCII), "series: a name")
        self.name, self.form, self.answers = name, form, None
        members = sorted(form) if isinstance(form, dict) else []
        if form in ("mark", "binary32", "binary64"):
            self.kind = form
        elif members == ["digests"] and self.texts(form["digests"], need):
            self.kind, names = "digests", form["digests"]
            need(len(set(names)) == len(names) and 1 <= len(names) <= MOST_DIGESTS and all(
                re.fullmatch(r"[!-~]{1,128}", name, re.ASCII) for name in names), "series: digests")
        elif members == ["step"] and self.texts(form["step"], need):
            self.kind, names = "step", form["step"]
            need(names and names == [name for name in STEP_COLUMNS if name in names], "series: step")
        else:
            need("evaluation" in members and form["evaluation"] in DETAILS[1:], "series: a form")
            self.kind, detail = "evaluation", form["evaluation"]
            matrix = "confusion" in detail
            need(members == ["developmentExamples", "evaluation"] + ["labels"] * matrix, "series: a form")
            sizes = form["developmentExamples"], form.get("labels", 0)
            need(all(type(size) is int for size in sizes) and 1 <= sizes[0] <= MOST_CHUNK
                 and (not matrix or 2 <= sizes[1] <= 256), "series: sizes of an evaluation")
            self.answers = Answers(detail, sizes[1], sizes[0])
            need(self.answers.logits <= MOST_CHUNK, "series: logits")

    @staticmethod
    def texts(names, need):
        need(isinstance(names, list) and all(isinstance(name, str) for name in names), "series: names")
        return True

    def sizes(self, rows):
        if self.kind == "digests":
            return [rows] * 4 + [rows * 32 * len(self.form["digests"])]
        if self.kind == "step":
            return [rows] * 4 * (1 + len(self.form["step"]))
        if self.answers:
            return [rows] * 4 + self.answers.sizes(rows)
        return [rows] * (4 + {"mark": 0, "binary32": 4, "binary64": 8}[self.kind])


class Shapes:
    """What the header says about the columns."""

    def __init__(self, header, offset, has_series):
        def need(condition, why):
            if not condition:
                raise Malformed(offset, "header member " + why)

        def whole(name, low, high):
            number = header.get(name)
            need(type(number) is int and low <= number <= high, name)
            return number

        columns = header.get("columns")
        need(isinstance(columns, dict) and sorted(columns) == ["anchor", "evaluation", "step"],
             "columns")
        for names in columns.values():
            need(isinstance(names, list) and all(isinstance(name, str) for name in names),
                 "columns")
        self.step = columns["step"]
        need(self.step[:1] == ["loss"]
             and self.step == [name for name in STEP_COLUMNS if name in self.step], "columns.step")
        need(columns["evaluation"] in DETAILS, "columns.evaluation")
        self.detail = columns["evaluation"]
        self.anchor = columns["anchor"]
        need(len(self.anchor) <= 16 and len(set(self.anchor)) == len(self.anchor)
             and all(re.fullmatch(r"[a-z][a-z0-9-]{0,31}", name, re.ASCII)
                     for name in self.anchor), "columns.anchor")
        self.examples = whole("developmentExamples", 1, MOST_CHUNK) if self.detail else 0
        self.labels = whole("labels", 2, 256) if "confusion" in self.detail else 0
        self.answers = Answers(self.detail, self.labels, self.examples)
        need(self.answers.logits <= MOST_CHUNK, "developmentExamples")
        self.series = []
        if has_series and "series" in header:
            members = header["series"]
            need(isinstance(members, dict) and 1 <= len(members) <= MOST_SERIES, "series")
            self.series = [Series(name, members[name], need)
                           for name in sorted(members, key=str.encode)]

    def capacity(self, kind):
        """Rows of a full page; 0 where the header has no such table."""
        if kind == EVALUATIONS and not self.detail:
            return 0
        if kind == EVALUATIONS or kind >= SERIES:
            return min(1024, max(1, (1 << 18) // sum(self.sizes(kind, 1))))
        return 1024 if kind == STEPS else 256 if self.anchor else 0

    def sizes(self, kind, rows):
        if kind == STEPS:
            return [rows] * 4 * len(self.step)
        if kind == ANCHORS:
            return [rows] * 4 + [rows * 32 * len(self.anchor)]
        if kind >= SERIES:
            return self.series[kind - SERIES].sizes(rows)
        return [rows] * 4 + self.answers.sizes(rows)

    def knows(self, kind):
        return kind <= 3 or SERIES <= kind < SERIES + len(self.series)


# Columns


def join(planes):
    """Words from four planes of bytes."""
    return [a | b << 8 | c << 16 | d << 24 for a, b, c, d in zip(*planes)]


def packed_predictions(data, shapes, offset):
    """Classes of each evaluation, from bits that hold differences to the one before."""
    number = 0
    for start in range(0, len(data), shapes.bits):
        number ^= int.from_bytes(data[start:start + shapes.bits], "little")
        if number >> shapes.examples * shapes.width:
            raise Malformed(offset, "prediction bits past the last example")
        mask = (1 << shapes.width) - 1
        raw = number.to_bytes(shapes.bits + 1, "little")
        classes = []
        for example in range(shapes.examples):
            byte, bit = divmod(example * shapes.width, 8)
            classes.append((raw[byte] | raw[byte + 1] << 8) >> bit & mask)
        if max(classes) >= shapes.labels:
            raise Malformed(offset, "a predicted class that the labels do not have")
        yield bytes(classes)


def float_rows(words, width):
    """Bits of each row's numbers, from folded differences of ordered numbers."""
    ordered = [1 << 31] * width
    for start in range(0, len(words), width):
        for index, word in enumerate(words[start:start + width]):
            change = -(word + 1 >> 1) if word & 1 else word >> 1
            ordered[index] = (ordered[index] + change) & 0xFFFFFFFF
        yield [o ^ 1 << 31 if o >> 31 else o ^ 0xFFFFFFFF for o in ordered]


class Golden:
    """A checked file: `header`, `steps`, `evaluations`, `anchors`, `outcome` and digests."""

    def __init__(self, data):
        self.data = data
        self.steps, self.evaluations, self.anchors, self.skipped = [], [], [], 0
        self.series = []  # for each of the header's, its records
        self.content_left = MOST_CONTENT
        self.read_ends()
        self.read_header()
        pages = self.read_pages()
        self.read_footer(pages)
        self.follow_chain([page for page in pages if self.shapes.knows(page[0])])

    def read_ends(self):
        data = self.data
        if not 134 <= len(data) <= MOST_BYTES:
            raise Malformed(len(data), "length %d" % len(data))
        if data[:8] != MAGIC:
            raise Malformed(0, "magic number")
        self.hash = data[-32:]
        whole = sha256(data[:-32]) == self.hash
        self.major, self.minor = struct.unpack_from("<HH", data, 8)
        if self.major > 1 and whole:
            raise NewerFormat("format %d.%d, this reader knows 1.x" % (self.major, self.minor))
        if self.major != 1:
            raise Malformed(8, "version %d" % self.major)
        if not whole:
            raise Malformed(len(data) - 32, "hash over the file")
        self.end = len(data) - 36

    def number(self, offset, form):
        size = struct.calcsize("<" + form)
        if offset + size > self.end:
            raise Malformed(offset, "runs into the end")
        values = struct.unpack_from("<" + form, self.data, offset)
        return values if len(values) > 1 else values[0]

    def read_header(self):
        length = self.number(12, "I")
        if length > MOST_HEADER or 16 + length > self.end:
            raise Malformed(12, "header length %d" % length)
        self.header_bytes = self.data[16:16 + length]
        self.header = parse_header(self.header_bytes, 16)
        self.shapes = Shapes(self.header, 16, self.minor > 0)
        self.series = [[] for _ in self.shapes.series]
        self.content = hashlib.sha256(
            b"seedproof content 1\n" + struct.pack("<I", length) + self.header_bytes)

    def read_pages(self):
        """All pages up to the footer, as (kind, first row, rows, offset)."""
        offset, pages, rows_so_far = 16 + len(self.header_bytes), [], dict.fromkeys(self.kinds(), 0)
        while self.number(offset, "B"):
            kind, chunks, first, rows = self.number(offset, "BBII")
            if kind > 3 and (kind < 128 or self.minor == 0):
                raise Malformed(offset, "page kind %d" % kind)
            if len(pages) == MOST_PAGES:
                raise Malformed(offset, "page count")
            pages.append((kind, first, rows, offset))
            sizes = None
            if self.shapes.knows(kind):
                if first != rows_so_far[kind] or not 0 < rows <= self.shapes.capacity(kind):
                    raise Malformed(offset, "page of rows %d + %d" % (first, rows))
                rows_so_far[kind] += rows
                sizes = self.shapes.sizes(kind, rows)
                if chunks != len(sizes):
                    raise Malformed(offset, "chunk count %d" % chunks)
            self.content.update(self.data[offset:offset + 10])
            start = offset
            offset += 10
            raws = []
            for index in range(chunks):
                raw, offset = self.read_chunk(offset, sizes[index] if sizes else None)
                raws.append(raw)
            if kind == STEPS:
                self.take_steps(raws, first)
            elif kind == EVALUATIONS:
                self.take_evaluations(raws, start)
            elif kind == ANCHORS:
                self.take_anchors(raws)
            elif self.shapes.knows(kind):
                self.take_series(kind - SERIES, raws, start)
            else:
                self.skipped += 1
        self.footer = offset
        return pages

    def read_chunk(self, offset, expected):
        size, stored, check = self.number(offset, "III")
        if size > MOST_CHUNK or expected not in (None, size):
            raise Malformed(offset, "chunk size %d" % size)
        start = offset + 12
        if stored > size or start + stored > self.end:
            raise Malformed(offset, "stored size %d" % stored)
        data = self.data[start:start + stored]
        if zlib.crc32(data) != check:
            raise Malformed(start, "CRC-32")
        if stored < size:
            engine = zlib.decompressobj(-15)
            try:
                data = engine.decompress(data, size + 1)
            except zlib.error as error:
                raise Malformed(start, "deflate stream: %s" % error) from None
            if not engine.eof or engine.unused_data or len(data) != size:
                raise Malformed(start, "deflate stream of another length")
        self.content.update(struct.pack("<I", size) + data)
        self.content_left -= size
        if self.content_left < 0:
            raise Malformed(offset, "total size of the chunks")
        return data, start + stored

    def take_steps(self, raws, first):
        columns = [join(raws[index:index + 4]) for index in range(0, len(raws), 4)]
        for row, values in enumerate(zip(*columns)):
            self.steps.append({"step": first + row, **dict(zip(self.shapes.step, values))})

    def kinds(self):
        """The kinds of pages that the header has, in the order of their records."""
        return [STEPS, EVALUATIONS, ANCHORS] + [SERIES + index for index in range(len(self.series))]

    @staticmethod
    def answered(shapes, raws, offset):
        steps, counts = join(raws[:4]), join(raws[4:8])
        rows = [{"step": step, "counts": counts[shapes.counts * row:shapes.counts * (row + 1)]}
                for row, step in enumerate(steps)]
        if shapes.bits:
            for row, classes in zip(rows, packed_predictions(raws[8], shapes, offset)):
                row["predictions"] = classes
        if shapes.logits:
            for row, bits in zip(rows, float_rows(join(raws[9:13]), shapes.logits)):
                row["logits"] = bits
        return rows

    def take_evaluations(self, raws, offset):
        self.evaluations += self.answered(self.shapes.answers, raws, offset)

    def take_series(self, index, raws, offset):
        own = self.shapes.series[index]
        if own.answers:
            self.series[index] += self.answered(own.answers, raws, offset)
            return
        rows = [{"step": step} for step in join(raws[:4])]
        if own.kind == "digests":
            size = 32 * len(own.form["digests"])
            for place, row in enumerate(rows):
                parts = raws[4][size * place:size * (place + 1)]
                row["digests"] = dict(zip(own.form["digests"], (
                    parts[start:start + 32] for start in range(0, size, 32))))
        elif own.kind == "binary64":
            for row, low, high in zip(rows, join(raws[4:8]), join(raws[8:12])):
                row["value"] = low | high << 32
        else:
            names = own.form["step"] if own.kind == "step" else ["value"] * (own.kind == "binary32")
            for place, name in enumerate(names):
                words = join(raws[4 + 4 * place:8 + 4 * place])
                if name != "batchDigest":
                    words = [row[0] for row in float_rows(words, 1)]
                for row, word in zip(rows, words):
                    row[name] = word
        self.series[index] += rows

    def take_anchors(self, raws):
        size = 32 * len(self.shapes.anchor)
        for row, step in enumerate(join(raws[:4])):
            digests = raws[4][size * row:size * (row + 1)]
            parts = [digests[start:start + 32] for start in range(0, size, 32)]
            self.anchors.append({"step": step, "parts": dict(zip(self.shapes.anchor, parts))})

    def read_footer(self, pages):
        length, = struct.unpack_from("<I", self.data, self.end)
        if length != self.end - self.footer or length < 82:
            raise Malformed(self.end, "footer length %d" % length)
        _, code, steps, evaluations, anchors = self.number(self.footer, "BBIII")
        if code not in OUTCOMES:
            raise Malformed(self.footer + 1, "outcome %d" % code)
        self.outcome, self.outcome_byte = OUTCOMES[code], bytes([code])
        found = [len(self.steps), len(self.evaluations), len(self.anchors)]
        if [steps, evaluations, anchors] != found or max(found) > MOST_ROWS:
            raise Malformed(self.footer + 2, "record counts")
        self.chain, self.content_digest = self.number(self.footer + 14, "32s32s")
        self.content.update(b"\0" + self.outcome_byte + self.chain)
        if self.content.digest() != self.content_digest:
            raise Malformed(self.footer + 46, "content digest")
        offset = self.footer + 82
        if self.number(offset - 4, "I") != len(pages):
            raise Malformed(offset - 4, "page count")
        for page in pages:
            if self.number(offset, "BIIQ") != page:
                raise Malformed(offset, "index entry")
            offset += 17
        self.links = []
        for _ in range(sum(page[0] == STEPS for page in pages)):
            self.links.append(self.number(offset, "32s"))
            offset += 32
        if offset != self.end and self.minor == 0:
            raise Malformed(offset, "bytes after the chain values")

    def records(self):
        """All records in order, as (kind, record)."""
        tables = [self.evaluations, self.anchors] + self.series
        if any(a["step"] >= b["step"] for rows in tables for a, b in zip(rows, rows[1:])):
            raise Malformed(self.footer, "steps that do not ascend")
        places = [0] * len(tables)
        for done in range(len(self.steps) + 1):
            if done:
                yield STEPS, self.steps[done - 1]
            for index, (kind, rows) in enumerate(zip(self.kinds()[1:], tables)):
                if places[index] < len(rows) and rows[places[index]]["step"] == done:
                    yield kind, rows[places[index]]
                    places[index] += 1
        if any(place < len(rows) for place, rows in zip(places, tables)):
            raise Malformed(self.footer, "a record after the last step")

    def bytes_of(self, kind, record):
        head = struct.pack("<BI", kind, record["step"])
        if kind == STEPS:
            return head + struct.pack("<%dI" % len(self.shapes.step),
                                      *(record[name] for name in self.shapes.step))
        if kind == ANCHORS:
            return head + b"".join(record["parts"].values())
        logits = record.get("logits", [])
        return (head + struct.pack("<%dI" % len(record["counts"]), *record["counts"])
                + record.get("predictions", b"") + struct.pack("<%dI" % len(logits), *logits))

    def follow_chain(self, pages):
        """Recomputes every link, and the pages that a writer makes of these records."""
        link = sha256(b"seedproof chain 1\n", self.header_bytes)
        waiting, written = dict.fromkeys(self.kinds(), 0), dict.fromkeys(self.kinds(), 0)
        made, links = [], []
        last = link
        for kind, record in self.records():
            if kind < SERIES:
                link = sha256(link, self.bytes_of(kind, record))
            last = link if kind == STEPS else last
            waiting[kind] += 1
            if waiting[kind] == self.shapes.capacity(kind):
                made.append((kind, written[kind], waiting[kind]))
                written[kind] += waiting[kind]
                waiting[kind] = 0
                links += [last] if kind == STEPS else []
        for kind, rows in waiting.items():
            if rows:
                made.append((kind, written[kind], rows))
                links += [last] if kind == STEPS else []
        if made != [page[:3] for page in pages]:
            raise Malformed(16 + len(self.header_bytes), "order of pages")
        if links != self.links or sha256(link, self.outcome_byte) != self.chain:
            raise Malformed(self.footer, "hash chain")


# Text


def hex_float(bits):
    sign, exponent, fraction = "-" * (bits >> 31), bits >> 23 & 255, bits & 0x7FFFFF
    if exponent == 255:
        return "nan:%x" % bits if fraction else sign + "inf"
    if exponent == 0:
        if fraction == 0:
            return sign + "0x0p+0"
        shift = 24 - fraction.bit_length()
        exponent, fraction = 1 - shift, fraction << shift & 0x7FFFFF
    digits = ("%06x" % (fraction << 1)).rstrip("0")
    return "%s0x1%sp%+d" % (sign, "." + digits if digits else "", exponent - 127)


def hex_double(bits):
    sign, exponent, fraction = "-" * (bits >> 63), bits >> 52 & 2047, bits & (1 << 52) - 1
    if exponent == 2047:
        return "nan:%x" % bits if fraction else sign + "inf"
    if exponent == 0:
        if fraction == 0:
            return sign + "0x0p+0"
        shift = 53 - fraction.bit_length()
        exponent, fraction = 1 - shift, fraction << shift & (1 << 52) - 1
    digits = ("%013x" % fraction).rstrip("0")
    return "%s0x1%sp%+d" % (sign, "." + digits if digits else "", exponent - 1023)


def shown(name, value):
    return "%08x" % value if name == "batchDigest" else hex_float(value)


def anchor_digest(parts):
    return sha256(b"seedproof anchor 1\n", *(
        bytes([len(name)]) + name.encode() + digest for name, digest in parts.items()))


def objects(golden):
    """One object for each record, column after column, then one for the whole."""
    for record in golden.steps:
        yield {name: value if name == "step" else shown(name, value)
               for name, value in record.items()}
    for record in golden.evaluations:
        yield {"evaluation": answers_shown(record)}
    for record in golden.anchors:
        yield {"anchor": {
            "step": record["step"], "digest": anchor_digest(record["parts"]).hex(),
            "components": {name: part.hex() for name, part in record["parts"].items()}}}
    for own, records in zip(golden.shapes.series, golden.series):
        for record in records:
            yield {"series": {"name": own.name, **series_shown(own, record)}}
    yield {"end": {
        "outcome": golden.outcome, "steps": len(golden.steps),
        "evaluations": len(golden.evaluations), "anchors": len(golden.anchors),
        "chain": golden.chain.hex(), "contentDigest": golden.content_digest.hex(),
        "fileDigest": golden.hash.hex()}}


def answers_shown(record):
    out = {"step": record["step"], "counts": record["counts"]}
    if "predictions" in record:
        out["predictions"] = list(record["predictions"])
    if "logits" in record:
        out["logits"] = [hex_float(bits) for bits in record["logits"]]
    return out


def series_shown(own, record):
    if own.answers:
        return answers_shown(record)
    if own.kind == "digests":
        return {"step": record["step"],
                "digests": {name: part.hex() for name, part in record["digests"].items()}}
    if own.kind == "binary64":
        return {"step": record["step"], "value": hex_double(record["value"])}
    return {name: value if name == "step" else shown(name, value) for name, value in record.items()}


def table(golden):
    yield "header\t" + ascii(golden.header_bytes.decode())[1:-1]
    yield "\t".join(["step", *golden.shapes.step])
    for record in golden.steps:
        yield "\t".join([str(record["step"]), *(shown(n, record[n]) for n in golden.shapes.step)])
    for record in golden.evaluations:
        fields = ["evaluation", str(record["step"]), " ".join(map(str, record["counts"]))]
        if "predictions" in record:
            fields.append(" ".join(map(str, record["predictions"])))
        yield "\t".join(fields)
    for record in golden.anchors:
        yield "anchor\t%d\t%s" % (record["step"], anchor_digest(record["parts"]).hex())
    for own, records in zip(golden.shapes.series, golden.series):
        for record in records:
            fields = ["series", own.name, str(record["step"])]
            for name, value in series_shown(own, record).items():
                if name != "step":
                    fields.append(value if isinstance(value, str) else " ".join(
                        map(str, value.values() if isinstance(value, dict) else value)))
            yield "\t".join(fields)
    yield summary(golden)


def summary(golden):
    return "%s after %d steps, %d evaluations, %d anchors; content %s, file %s%s" % (
        golden.outcome, len(golden.steps), len(golden.evaluations), len(golden.anchors),
        golden.content_digest.hex(), golden.hash.hex(),
        "; %d pages of a newer version not read" % golden.skipped if golden.skipped else "")


# Experiments


def merkle_root(leaves):
    """RFC 6962, section 2.1."""
    if len(leaves) < 2:
        return sha256(b"\0", leaves[0]) if leaves else sha256()
    half = 1 << (len(leaves) - 1).bit_length() - 1
    return sha256(b"\1", merkle_root(leaves[:half]), merkle_root(leaves[half:]))


class SystemExit64(Exception):
    """Wrong arguments."""


def seed_list(text):
    """`1...25`, `7` or `[1, 4...6]` as numbers."""
    seeds = []
    for part in text.strip().strip("[]").split(","):
        match = re.fullmatch(r"\s*(\d+)\s*(?:\.\.\.\s*(\d+)\s*)?", part, re.ASCII)
        if not match:
            raise SystemExit64("seeds not understood: %.60s; give --wi and --do" % text)
        first, last = int(match[1]), int(match[2] or match[1])
        if last - first > 10 ** 7:
            raise SystemExit64("too many seeds")
        seeds += range(first, last + 1)
    return seeds


def planned(plan, name):
    """The seeds of one kind in an experiment file; other layouts need --wi and --do."""
    match = re.search(r"^seeds:(.*(?:\n[ \t]+.*)*)", plan, re.M)
    value = match and re.search(r"(?:^|[\s{,])%s:\s*(\[[^\]]*\]|[0-9.]+)" % name, match[1])
    if not value:
        raise SystemExit64("the plan's seeds are not understood; give --wi and --do")
    return seed_list(value[1])


def merkle(arguments):
    folder = arguments.merkle
    plan = read_bytes(os.path.join(folder, "experiment.yaml"))
    try:
        text = plan.decode()
    except UnicodeDecodeError:
        raise SystemExit64("%s: the plan is not UTF-8" % folder) from None
    wi = seed_list(arguments.wi) if arguments.wi else planned(text, "wi")
    do = seed_list(arguments.do) if arguments.do else planned(text, "do")
    plan_digest = arguments.plan_digest or sha256(plan).hex()
    digests = {}
    trials = os.path.join(folder, "trials")
    for name in names_in(trials):
        if name.endswith(".golden"):
            try:
                golden = Golden(read_bytes(os.path.join(trials, name)))
                cell = seed(golden.header, "wi"), seed(golden.header, "do")
            except (Malformed, NewerFormat) as error:
                error.args = ("%s: %s" % (ascii(name)[1:-1], error),)
                raise
            if cell in digests:
                raise Malformed(
                    16, "%s: a second golden of wi=%s/do=%s" % (ascii(name)[1:-1], *cell))
            digests[cell] = golden.content_digest.hex()
    leaves = ["plan " + plan_digest] + [
        "wi=%d/do=%d %s" % (i, j, digests.pop((i, j), "missing")) for i in wi for j in do]
    if digests:
        raise Malformed(16, "goldens that the plan does not have: %s" % sorted(map(str, digests)))
    return merkle_root([leaf.encode() for leaf in leaves]).hex()


def seed(header, name):
    """The seed of a trial; `True` and 1.0 are equal to 1 in Python, and no seeds."""
    value = header.get(name)
    if type(value) is not int or not 0 <= value < 1 << 32:
        raise Malformed(16, "header member %s is no seed" % name)
    return value


def names_in(folder):
    try:
        return sorted(os.listdir(folder))
    except OSError as error:
        raise SystemExit64("%s: %s" % (ascii(folder)[1:-1], error.strerror)) from None


def read_bytes(path):
    try:
        with open(path, "rb") as file:
            return file.read(MOST_BYTES + 1)
    except OSError as error:
        raise SystemExit64("%s: %s" % (path, error.strerror)) from None


def show(arguments, path):
    golden = Golden(read_bytes(path))
    if arguments.check:
        print("%s: %s" % (ascii(path)[1:-1], summary(golden)))
    elif arguments.json:
        for item in objects(golden):
            print(canonical(item))
    else:
        print("\n".join(table(golden)))


class Parser(argparse.ArgumentParser):
    def error(self, message):
        raise SystemExit64(message)


def run(job, path):
    """The exit status of one job."""
    try:
        job()
        return 0
    except (Malformed, NewerFormat) as error:
        print("%s: %s" % (ascii(path)[1:-1], error), file=sys.stderr)
        return 3 if isinstance(error, Malformed) else 2


def main():
    parser = Parser(description="Checks goldens and prints what they hold.")
    parser.add_argument("files", nargs="*", metavar="FILE")
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    parser.add_argument("--check", action="store_true", help="one line a file")
    parser.add_argument("--merkle", metavar="DIR", help="the Merkle root of an experiment")
    parser.add_argument("--wi", help="seeds of the plan, such as 1...25")
    parser.add_argument("--do", help="seeds of the plan")
    parser.add_argument("--plan-digest", metavar="HEX", help="instead of experiment.yaml's SHA-256")
    try:
        arguments = parser.parse_args()
        jobs = [(lambda path=path: show(arguments, path), path) for path in arguments.files]
        if arguments.merkle:
            jobs.append((lambda: print(merkle(arguments)), arguments.merkle))
        if not jobs:
            raise SystemExit64("name a file, or --merkle DIR")
        return max([run(*job) for job in jobs])
    except SystemExit64 as error:
        print("read_golden.py: %s" % error, file=sys.stderr)
        return 64


if __name__ == "__main__":
    if hasattr(signal, "SIGPIPE"):
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # as `head` expects
    sys.exit(main())
