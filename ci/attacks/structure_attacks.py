"""Files that break a rule of golden/FORMAT.md: none may be read as if it were sound."""

import json

import forger
from bench import kind
from value_attacks import GOLDEN, PLAN, Forged


@kind("a byte of a golden changed")
def bytes_changed(bench):
    forged = Forged(bench)
    data = (forged.grid / GOLDEN).read_bytes()
    # All of prologue, header's end, frames at both ends and footer; and places between them at random.
    places = {*range(0, 20), *range(len(data) - 250, len(data))}
    places |= {bench.random.randrange(len(data)) for _ in range(500)}
    for place in sorted(places):
        bit = bench.random.randrange(8)
        changed = bytearray(data)
        changed[place] ^= 1 << bit
        forged.add_bytes(f"byte {place}, bit {bit}", bytes(changed), ("malformed", "unverifiable"))
    yield from forged.outcomes()


@kind("a golden cut short or made longer")
def lengths(bench):
    forged = Forged(bench)
    data = (forged.grid / GOLDEN).read_bytes()
    for length in sorted({*range(0, 40), *(len(data) - n for n in range(1, 80)),
                          *(bench.random.randrange(len(data)) for _ in range(150))}):
        if length < len(data):
            forged.add_bytes(f"the first {length} bytes", data[:length])
    for count in (1, 2, 32, 36, 1000):
        forged.add_bytes(f"{count} bytes more", data + bytes(count))
        forged.add_bytes(f"{count} bytes before", bytes(count) + data)
    forged.add_bytes("twice", data + data)
    yield from forged.outcomes()


@kind("digests, counts and index of a golden that are not true")
def digests(bench):
    forged = Forged(bench)
    truth, sha = forged.truth, forger.writer.sha

    def add(name, **changes):
        forged.add_bytes(name, truth.bytes(**changes))

    def swapped(items, a, b):
        items = list(items)
        items[a], items[b] = items[b], items[a]
        return items

    def entry(place, member, value):
        def change(entries):
            entries = [list(one) for one in entries]
            entries[place][member] = value(entries[place][member])
            return entries

        return change

    for name in ("chain", "content", "hash"):
        add(f"{name} of nothing", **{name: sha(b"")})
        add(f"{name} of zeros", **{name: bytes(32)})
    add("chain of another outcome", outcome=2, chain=forger.writer.File(truth).chain or sha(b"x"))
    add("chain of pages", links=lambda links: [sha(b"")] * len(links))
    add("chain of pages left out", links=lambda links: [])
    add("chain of pages twice", links=lambda links: links * 2)
    counts = [len(truth.steps), len(truth.evaluations), len(truth.anchors)]
    for place in range(3):
        for change in (-1, 1, 100, 2 ** 31):
            other = list(counts)
            other[place] = (other[place] + change) % 2 ** 32
            add(f"count {place} changed by {change}", counts=other)
    for place in range(3):
        for member, values in ((0, (0, 1, 2, 3, 4, 200)), (1, (1, 2 ** 32 - 1)), (2, (0, 1, 2 ** 32 - 1)),
                               (3, (0, 1, 2 ** 63, 2 ** 64 - 1))):
            for value in values:
                changed = entry(place, member, lambda _: value)
                rows = [len(truth.steps), len(truth.evaluations), len(truth.anchors)]
                if member == 0 and value == place + 1 or member == 2 and value == rows[place]:
                    continue
                add(f"index {place}.{member} is {value}", index=changed)
        add(f"index {place} off by one", index=entry(place, 3, lambda offset: offset + 1))
    add("index in reverse", index=lambda entries: entries[::-1])
    add("index without its last page", index=lambda entries: entries[:-1])
    add("index with a page twice", index=lambda entries: entries + entries[-1:])
    for count in (0, 1, 2, 4, 2 ** 20, 2 ** 32 - 1):
        add(f"{count} pages in the index", page_count=count)
    pages = truth.pages()
    for a, b in ((0, 1), (0, 2), (1, 2)):
        add(f"pages {a} and {b} exchanged", pages=swapped(pages, a, b))
    for place in range(3):
        add(f"page {place} left out", pages=pages[:place] + pages[place + 1:])
        add(f"page {place} twice", pages=pages[:place + 1] + pages[place:])
        kind_, first, rows, parts = pages[place]
        for other in (0, 4, 127, 128, 255):
            add(f"page {place} of kind {other}",
                pages=pages[:place] + [[other, first, rows, parts]] + pages[place + 1:])
        for change in (1, 5, 2 ** 31):
            add(f"page {place} begins at {change}",
                pages=pages[:place] + [[kind_, change, rows, parts]] + pages[place + 1:])
            add(f"page {place} with {rows + change} rows",
                pages=pages[:place] + [[kind_, first, rows + change, parts]] + pages[place + 1:])
        add(f"page {place} without its last chunk",
            pages=pages[:place] + [[kind_, first, rows, parts[:-1]]] + pages[place + 1:])
        add(f"page {place} with a chunk more",
            pages=pages[:place] + [[kind_, first, rows, parts + [b"x"]]] + pages[place + 1:])
    half = len(truth.steps) // 2
    add("steps in two pages", links=lambda links: links * 2, pages=[
        [1, 0, half, truth.step_chunks(0, half)],
        [1, half, len(truth.steps) - half, truth.step_chunks(half, len(truth.steps))]] + pages[1:])
    for place in range(3):
        for part in range(len(pages[place][3])):
            for name, change in (
                    ("size", lambda n: [n[0] + 1, *n[1:]]), ("stored", lambda n: [n[0], n[1] + 1, n[2]]),
                    ("checksum", lambda n: [*n[:2], n[2] ^ 1 << 31])):
                add(f"{name} of chunk {place}.{part}",
                    frame=lambda number, at, n: change(n) if (number, at) == (place, part) else n)
    for value in (0, 1, 81, 2 ** 31, 2 ** 32 - 1):
        add(f"a footer of {value} bytes", footer_length=value)
        add(f"a header of {value} bytes", header_length=value)
    add("bytes between header and pages", gap=b"x")
    add("bytes between pages and footer", before_footer=b"x")
    add("bytes in the footer", more=b"x")
    add("another tag", tag=1)
    add("a journal's beginning", magic=b"\x89SPJ\r\n\x1a\n")
    for version in ((0, 0), (0, 9), (1, 65535)):
        add(f"version {version[0]}.{version[1]}", version=version, hash=bytes(32))
    for code in (0, 4, 255):
        add(f"outcome {code}", outcome=code)
    yield from forged.outcomes()


@kind("headers that are not canonical")
def headers(bench):
    folder = bench.folder("headers")
    for name, header in forger.writer.headers():
        path = folder / f"{name}.golden"
        path.write_bytes(forger.writer.small().bytes(header=header))
        result = bench.run("show", path)
        yield bench.expect(name, result.status == 3 and not result.output, result)


@kind("the fixtures that break a rule, in show, diff and verify")
def fixtures(bench):
    place = forger.ROOT / "Tests/Fixtures/Trajectory"
    manifest = json.loads((place / "manifest.json").read_text())
    sound = place / "sound/small.golden"
    for name, entry in sorted(manifest.items()):
        if not name.startswith("broken/"):
            continue
        status = {"malformed": 3, "newer": 2, "sound": 0}[entry["verdict"]]
        result = bench.run("show", place / name, "--json")
        yield bench.expect(f"show {name}", result.status == status, result)
        result = bench.run("diff", sound, place / name)
        # Sound by themselves, they are another trial, or hold what only newer versions read.
        wanted = (status,) if status else (0, 1, 2)
        yield bench.expect(f"diff {name}", result.status in wanted, result)
        result = bench.run("verify", place / name)
        yield bench.expect(f"verify {name}", result.status in (2, 3), result)


@kind("a golden with pages that only a newer version reads")
def newer(bench):
    grid = bench.grid(PLAN)
    truth = forger.read(grid / GOLDEN)
    path = bench.folder("newer") / "n.golden"
    extra = [200, 5, 1, [b"abc", b"", bytes(100)]]
    forger.write(truth, path, version=(1, 1), pages=truth.pages() + [extra])
    result = bench.run("verify", path)
    yield bench.expect("verify", result.status == 2, result)
    for order in ((path, grid / GOLDEN), (grid / GOLDEN, path), (path, path)):
        result = bench.run("diff", *order)
        yield bench.expect(f"diff {[p.name for p in order]}", result.status == 2, result)
    (grid / GOLDEN).write_bytes(path.read_bytes())
    for choice in ((), ("--sample", 4), ("--budget", "1h"), ("--segments", 9)):
        result = bench.run("verify", grid, *choice)
        yield bench.expect(f"verify {choice}", result.status not in (0, None), result)
