"""Takes a golden apart, changes it as a case of the suite says, and seals it again, by golden/FORMAT.md.

Everything that follows from a changed part is computed anew (sizes, CRC-32, hash chain, content digest, index, hash
of the file), but for what the case itself names. It shares no code with any reader. The README lists the edits.
"""

import hashlib
import json
import struct
import zlib

STEPS, EVALUATIONS, ANCHORS = 1, 2, 3
STOPPED = 2


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def flipped(data, byte, bit):
    byte %= len(data)
    return data[:byte] + bytes([data[byte] ^ 1 << bit]) + data[byte + 1:]


def repeated(text):
    """A text, or a list of texts, each with how often it stands."""
    return text if isinstance(text, str) else "".join(part * count for part, count in text)


def deflated(raw, level=9, strategy=zlib.Z_RLE):
    engine = zlib.compressobj(level, zlib.DEFLATED, -15, 8, strategy)
    return engine.compress(raw) + engine.flush()


class Page:
    def __init__(self, kind, rows, chunks):
        self.kind, self.rows, self.chunks = kind, rows, chunks
        self.stored = {}  # what stands for a chunk in the file, where a case says so


class Golden:
    """The parts of a sound golden, of which the file can be made again."""

    def __init__(self, data):
        length, = struct.unpack_from("<I", data, 12)
        self.magic, self.version = data[:8], struct.unpack_from("<HH", data, 8)
        self.header = data[16:16 + length]
        self.columns = json.loads(self.header)
        self.pages, offset = [], 16 + length
        while data[offset]:
            kind, count, _, rows = struct.unpack_from("<BBII", data, offset)
            offset, chunks = offset + 10, []
            for _ in range(count):
                size, stored, _ = struct.unpack_from("<III", data, offset)
                body = data[offset + 12:offset + 12 + stored]
                chunks.append(body if stored == size else zlib.decompress(body, -15))
                offset += 12 + stored
            self.pages.append(Page(kind, rows, chunks))
        self.outcome = data[offset + 1]
        self.fields, self.gaps = {}, {}
        self.sound = {"footer.chain": data[offset + 14:offset + 46].hex(),
                      "footer.content": data[offset + 46:offset + 78].hex()}
        links = offset + 82 + 17 * len(self.pages)
        for number in range(sum(page.kind == STEPS for page in self.pages)):
            place = links + 32 * number
            self.sound["link.%d" % number] = data[place:place + 32].hex()

    def field(self, name, value):
        """A number or digest of the file: what the case says, else what follows."""
        said = self.fields.get(name, value)
        return bytes.fromhex(said) if isinstance(said, str) else said

    def words(self, page, first, count):
        """The numbers of four planes."""
        planes = page.chunks[first:first + 4]
        if len(planes) < 4 or any(len(plane) != count for plane in planes):
            raise ValueError("planes of another length")
        return [a | b << 8 | c << 16 | d << 24 for a, b, c, d in zip(*planes)]

    def records(self):
        """(updates done, kind, bytes in the chain) of all pages, in order."""
        names, out, step = self.columns["columns"], [], 0
        for page in self.pages:
            rows = page.rows
            if page.kind == STEPS:
                columns = [self.words(page, 4 * i, rows) for i in range(len(names["step"]))]
                for values in zip(*columns):
                    out.append((step + 1, STEPS, struct.pack(
                        "<BI%dI" % len(values), 1, step, *values)))
                    step += 1
            elif page.kind == EVALUATIONS:
                out += self.evaluations(page, rows)
            elif page.kind == ANCHORS:
                width = 32 * len(names["anchor"])
                for row, done in enumerate(self.words(page, 0, rows)):
                    digests = page.chunks[4][row * width:(row + 1) * width]
                    out.append((done, ANCHORS, struct.pack("<BI", 3, done) + digests))
        return sorted(out, key=lambda record: record[:2])

    def evaluations(self, page, rows):
        kept = self.columns["columns"]["evaluation"]
        labels, examples = self.columns.get("labels", 0), self.columns["developmentExamples"]
        counts = labels * labels if "confusion" in kept else 2
        width = (labels - 1).bit_length()
        size = (examples * width + 7) // 8
        all_counts = self.words(page, 4, rows * counts)
        values = labels * examples
        stored = self.words(page, 9, rows * values) if "logits" in kept else []
        bits, ordered, out = 0, [1 << 31] * values, []
        for row, done in enumerate(self.words(page, 0, rows)):
            record = struct.pack("<BI", 2, done)
            record += struct.pack("<%dI" % counts, *all_counts[row * counts:(row + 1) * counts])
            if "predictions" in kept:
                bits ^= int.from_bytes(page.chunks[8][row * size:(row + 1) * size], "little")
                record += bytes(
                    bits >> e * width & (1 << width) - 1 for e in range(examples))
            for place, word in enumerate(stored[row * values:(row + 1) * values]):
                change = word >> 1 if word % 2 == 0 else -(word + 1 >> 1)
                ordered[place] = (ordered[place] + change) % 2 ** 32
                number = ordered[place]
                record += struct.pack(
                    "<I", number - 2 ** 31 if number >> 31 else 2 ** 32 - 1 - number)
            out.append((done, EVALUATIONS, record))
        return out

    def links(self):
        """The chain: its last value, and those after the last step of each page of steps."""
        ends, step = [], 0
        for page in self.pages:
            if page.kind == STEPS:
                step += page.rows
                ends.append(step)
        link = sha256(b"seedproof chain 1\n", self.header)
        links, steps = [], 0
        for _, kind, record in self.records():
            link = sha256(link, record)
            if kind == STEPS:
                steps += 1
                if steps in ends:
                    links.append(link)
        return link, links

    def bytes(self):
        field = self.field
        outcome = field("footer.outcome", self.outcome)
        try:
            last, links = self.links()
        except (ValueError, IndexError, KeyError, TypeError):
            last, links = bytes(32), [bytes(32)]  # records that no longer can be read have no chain
        out = field("magic", self.magic)
        out += struct.pack("<HH", *(field("version." + part, number)
                                    for part, number in zip(("major", "minor"), self.version)))
        out += struct.pack("<I", field("header.length", len(self.header)))
        out += self.header + self.gaps.get("header", b"")
        content = b"seedproof content 1\n" + struct.pack("<I", len(self.header)) + self.header
        entries, first = [], {}
        for number, page in enumerate(self.pages):
            name = "page.%d." % number
            kind = field(name + "kind", page.kind)
            row = field(name + "first", first.get(page.kind, 0))
            rows = field(name + "rows", page.rows)
            first[page.kind] = first.get(page.kind, 0) + page.rows
            entries.append((kind, row, rows, len(out)))
            frame = struct.pack("<BBII", kind, field(name + "chunks", len(page.chunks)), row, rows)
            out, content = out + frame, content + frame
            for place, raw in enumerate(page.chunks):
                name = "page.%d.chunk.%d." % (number, place)
                packed = deflated(raw)
                stored = page.stored.get(place, packed if len(packed) < len(raw) else raw)
                size = field(name + "size", len(raw))
                content += struct.pack("<I", size) + raw
                out += struct.pack("<III", size, field(name + "stored", len(stored)),
                                   field(name + "crc", zlib.crc32(stored))) + stored
        out += self.gaps.get("pages", b"")
        chain = field("footer.chain", sha256(last, bytes([outcome])))
        content = field("footer.content", sha256(content, bytes([0, outcome]), chain))
        counts = [sum(page.rows for page in self.pages if page.kind == kind) for kind in (1, 2, 3)]
        counts = [field("footer." + name, count)
                  for name, count in zip(("steps", "evaluations", "anchors"), counts)]
        footer = struct.pack("<BBIII", field("footer.tag", 0), outcome, *counts) + chain + content
        footer += struct.pack("<I", field("footer.pages", len(entries)))
        for number, entry in enumerate(entries):
            names = ("kind", "first", "rows", "offset")
            footer += struct.pack("<BIIQ", *(
                field("index.%d.%s" % (number, name), value) for name, value in zip(names, entry)))
        for number, link in enumerate(links):
            footer += field("link.%d" % number, link)
        footer += self.gaps.get("footer", b"")
        out += footer + struct.pack("<I", field("footer.length", len(footer)))
        return out + sha256(out)


# Edits of parts, after which the file is sealed


def edit_header(golden, edit):
    text = golden.header.decode()
    for old, new in edit["replace"]:
        if text.count(old) != 1:
            raise ValueError("the header has %d times %r" % (text.count(old), old))
        text = text.replace(old, repeated(new))
    golden.header = text.encode("utf-8", "surrogateescape")


def edit_chunk(golden, edit):
    page = golden.pages[edit["page"]]
    raw = page.chunks[edit["chunk"]]
    if "flip" in edit:
        raw = flipped(raw, *edit["flip"])
    if "cut" in edit:
        raw = raw[:edit["cut"]]
    page.chunks[edit["chunk"]] = raw + bytes.fromhex(edit.get("append", ""))


def edit_stored(golden, edit):
    """The stored bytes of a chunk: other ones, or the chunk compressed in another way."""
    page, place = golden.pages[edit["page"]], edit["chunk"]
    raw = page.chunks[place] + bytes.fromhex(edit.get("rawAppend", ""))
    raw = raw[:len(raw) - edit.get("rawCut", 0)]
    ways = {
        "rle": lambda: deflated(raw), "plain": lambda: raw,
        "level-1": lambda: deflated(raw, 1, zlib.Z_DEFAULT_STRATEGY),
        "level-0": lambda: deflated(raw, 0), "zlib": lambda: zlib.compress(raw),
        "no-end": lambda: no_end(raw), "nothing": lambda: b"",
        "bomb": lambda: deflated(bytes(700000)),
    }
    data = ways[edit.get("as", "rle")]()
    data = data[:len(data) - edit.get("cut", 0)]
    page.stored[place] = data + bytes.fromhex(edit.get("append", ""))


def no_end(raw):
    engine = zlib.compressobj(9, zlib.DEFLATED, -15, 8, zlib.Z_RLE)
    return engine.compress(raw) + engine.flush(zlib.Z_SYNC_FLUSH)


def edit_pages(golden, places):
    """Pages in another order, left out or repeated."""
    golden.pages = [golden.pages[place] for place in places]


def edit_page(golden, edit):
    """A page more, of a kind that is not known."""
    page = Page(edit["kind"], edit["rows"], [bytes.fromhex(chunk) for chunk in edit["chunks"]])
    golden.pages.append(page)


def edit_split(golden, edit):
    """One page of records of one width as two, cut after some rows."""
    page, rows = golden.pages[edit["page"]], edit["rows"]
    sizes = [len(chunk) // page.rows for chunk in page.chunks]
    parts = [[chunk[:size * rows] for chunk, size in zip(page.chunks, sizes)],
             [chunk[size * rows:] for chunk, size in zip(page.chunks, sizes)]]
    golden.pages[edit["page"]:edit["page"] + 1] = [
        Page(page.kind, rows, parts[0]), Page(page.kind, page.rows - rows, parts[1])]


def edit_prefix(golden, updates):
    """A trial that was stopped after so many updates: the records up to there."""
    pages = []
    for page in golden.pages:
        rows = updates
        if page.kind != STEPS:
            rows = sum(done <= updates for done in golden.words(page, 0, page.rows))
        sizes = [len(chunk) // page.rows for chunk in page.chunks]
        if rows:
            pages.append(Page(page.kind, rows, [
                chunk[:size * rows] for chunk, size in zip(page.chunks, sizes)]))
    golden.pages, golden.outcome = pages, STOPPED


PARTS = {
    "header": edit_header, "chunk": edit_chunk, "stored": edit_stored, "pages": edit_pages,
    "page": edit_page, "split": edit_split, "prefix": edit_prefix,
    "set": lambda golden, fields: golden.fields.update(fields),
    "keep": lambda golden, names: golden.fields.update(
        {name: golden.sound[name] for name in names}),
    "insert": lambda golden, gaps: golden.gaps.update(
        {place: bytes.fromhex(data) for place, data in gaps.items()}),
}

# Edits of bytes, after which nothing is sealed

BYTES = {
    "flip": lambda data, place: flipped(data, *place),
    "cut": lambda data, count: data[:count],
    "append": lambda data, digits: data + bytes.fromhex(digits),
    "put": lambda data, edit: data[:edit[0]] + bytes.fromhex(edit[1])
    + data[edit[0] + len(edit[1]) // 2:],
    "rehash": lambda data, _: data[:-32] + sha256(data[:-32]),
    "twice": lambda data, _: data + data,
}


def edited(data, edits):
    """The bytes of a golden after the edits of a case, one after the other."""
    golden = None
    for edit in edits:
        (name, value), = edit.items()
        if name in PARTS:
            golden = golden or Golden(data)
            PARTS[name](golden, value)
        else:
            data = BYTES[name](golden.bytes() if golden else data, value)
            golden = None
    return golden.bytes() if golden else data
