"""Archives of GLUE, good and hostile, and the texts of MRPC."""

import io
import zipfile

from bench import case, digest_list
from server import honest


def archive(*entries, method=zipfile.ZIP_DEFLATED):
    """A ZIP archive of (name, content) pairs, or of (name, content, mode)."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as it:
        for name, content, *mode in entries:
            info = zipfile.ZipInfo(name)
            info.external_attr = (mode[0] if mode else 0o100644) << 16
            it.writestr(info, content, method)
    return file.getvalue()


TRAIN, DEV = b"index\tsentence1\tsentence2\tlabel\n" * 200, b"index\tsentence1\tsentence2\tlabel\n"
GOOD = [("RTE/", b"", 0o040755), ("RTE/train.tsv", TRAIN), ("RTE/dev.tsv", DEV), ("RTE/test.tsv", b"t")]


def glue(it, body, status, said="", name="RTE", files=None):
    files = files or {f"{name}.zip": body}
    it.list.write_text(digest_list(files))
    return it.run(lambda r: honest(r, files), status, said, kind="glue", name=name)


@case("an archive of GLUE")
def _(it):
    for method in (zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED):
        glue(it, archive(*GOOD, method=method), 0)
        place = it.folder / "glue/RTE"
        it.expect((place / "train.tsv").read_bytes() == TRAIN and (place / "dev.tsv").read_bytes() == DEV, "content")
        it.expect({path.name for path in place.iterdir()} == {"train.tsv", "dev.tsv", "fetched.json"}, "other files")
        it.run(honest, 0, kind="glue", name="RTE", digests=False)
        it.expect(not it.server.requests, "it is asked for again")
        for path in place.iterdir():
            path.unlink()


HOSTILE = [
    ("a name above", [*GOOD, ("../outside", b"x")], "leads out of its folder"),
    ("a name above, inside", [*GOOD, ("RTE/../../outside", b"x")], "leads out of its folder"),
    ("an absolute name", [*GOOD, ("/tmp/outside", b"x")], "leads out of its folder"),
    ("a backslash", [*GOOD, ("RTE\\outside", b"x")], "leads out of its folder"),
    ("a name twice", [*GOOD, ("RTE/TRAIN.tsv", b"x")], "stands in it twice"),
    ("a link", [*GOOD, ("RTE/link", b"/etc/passwd", 0o120777)], "is a link"),
    ("no development set", GOOD[:2], "there is no RTE/dev.tsv"),
]
for title, entries, said in HOSTILE:
    @case(f"an archive with {title}")
    def _(it, entries=entries, said=said):
        glue(it, archive(*entries), 3, said)
        expect_nothing(it)
        glue(it, archive(*GOOD), 0)


def expect_nothing(it):
    left = {path.name for path in (it.folder / "glue/RTE").iterdir()}
    it.expect(not left, f"left: {left}")
    it.expect(not (it.folder / "outside").exists() and not (it.folder / "glue/outside").exists(), "written outside")


@case("an archive that grows without bound")
def _(it):
    body = bytearray(archive(("RTE/train.tsv", bytes(64 << 20)), GOOD[2]))
    place = body.index(b"PK\x01\x02")
    # It says how large it is, and that it is small.
    for size, said in ((300 << 20, "is too large"), (100, "is damaged")):
        body[place + 24:place + 28] = size.to_bytes(4, "little")
        glue(it, bytes(body), 3, "RTE/train.tsv " + said)
        expect_nothing(it)
    glue(it, archive(*GOOD), 0)


@case("what is no archive")
def _(it):
    glue(it, b"hello" * 100, 3, "no ZIP archive")
    glue(it, archive(*GOOD)[:-30], 3, "no ZIP archive")
    expect_nothing(it)
    glue(it, archive(*GOOD), 0)


@case("MRPC")
def _(it):
    header = "\ufeffQuality\t#1 ID\t#2 ID\t#1 String\t#2 String"
    rows = [f"{i % 2}\t{i}\t{i + 1}\tone {i}\ttwo {i}" for i in range(10)]
    files = {
        "msr_paraphrase_train.txt": ("\r\n".join([header, *rows]) + "\r\n").encode(),
        "mrpc_dev_ids.tsv": b"3\t4\n7\t8\n"}
    glue(it, None, 0, name="MRPC", files=files)
    place = it.folder / "glue/MRPC"
    it.expect((place / "dev.tsv").read_text() == "\n".join([header, rows[3], rows[7]]) + "\n", "development set")
    it.expect(len((place / "train.tsv").read_text().splitlines()) == 9, "training set")
