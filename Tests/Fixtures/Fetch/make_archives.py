#!/usr/bin/env python3
"""Makes the ZIP archives beside this file: those named sound-* are good, each other one breaks one rule.

Run it in this folder. The bytes are the same each time: every entry has one date.
"""

import io
import pathlib
import struct
import zipfile

TRAIN, DEV = b"sentence\tlabel\n" * 20, b"sentence\tlabel\n"
FOLDER = pathlib.Path(__file__).parent


def archive(*entries, method=zipfile.ZIP_DEFLATED, comment=b""):
    """Of (name, content) pairs, or (name, content, mode)."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as it:
        for name, content, *mode in entries:
            info = zipfile.ZipInfo(name)
            info.create_system = 3
            info.external_attr = (mode[0] if mode else 0o100644) << 16
            it.writestr(info, content, method)
        it.comment = comment
    return bytearray(file.getvalue())


GOOD = [("T/", b"", 0o040755), ("T/train.tsv", TRAIN), ("T/dev.tsv", DEV)]
# Places in an entry of the directory, and in the record at the end (APPNOTE.TXT 4.3.12 and 4.3.16).
FLAGS, METHOD, CHECKSUM, STORED, SIZE, DISK, OFFSET = 8, 10, 16, 20, 24, 34, 42
END_DISK, END_COUNT_HERE, END_COUNT, END_SIZE, END_START = 4, 8, 10, 12, 16


def changed(place, number, form="<I", entry=1, body=None, local=None):
    """A field of the directory's entry (-1: of the end) set to a number, and one of the file's own header too."""
    body = body or archive(*GOOD)
    at = body.rindex(b"PK\5\6")
    if entry >= 0:
        at = -1
        for _ in range(entry + 1):
            at = body.index(b"PK\1\2", at + 1)
    if local is not None:
        own = struct.unpack_from("<I", body, at + OFFSET)[0]
        struct.pack_into(form, body, own + local, number)
    struct.pack_into(form, body, at + place, number)
    return body


def streamed():
    """Sizes stand behind the content, as a writer that cannot seek puts them."""
    class Pipe(io.RawIOBase):
        def __init__(self):
            self.parts = []

        def writable(self):
            return True

        def write(self, data):
            self.parts.append(bytes(data))
            return len(data)

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as it:
        for name, content, *_ in GOOD[1:]:
            it.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return b"".join(pipe.parts)


def flipped():
    """One bit of the training set's stored bytes."""
    body = archive(*GOOD, method=zipfile.ZIP_STORED)
    body[body.index(TRAIN)] ^= 1
    return body


def overlapping():
    """Two files whose bytes are the same ones."""
    body = archive(*GOOD)
    first = body.index(b"PK\3\4", 10)
    return changed(OFFSET, first, entry=2, body=body)


FILES = {
    "sound-deflated": archive(*GOOD),
    "sound-stored": archive(*GOOD, method=zipfile.ZIP_STORED),
    "sound-comment": archive(*GOOD, comment=b"PK\5\6 " * 20),
    "sound-streamed": streamed(),
    "sound-empty-file": archive(*GOOD, ("T/empty", b"")),
    "rte": archive(*[("R" + name.replace("T/", "TE/"), *rest) for name, *rest in GOOD]),
    "above": archive(*GOOD, ("../x", b"x")),
    "above-inside": archive(*GOOD, ("T/../../x", b"x")),
    "absolute": archive(*GOOD, ("/x", b"x")),
    "backslash": archive(*GOOD, ("T\\x", b"x")),
    "drive": archive(*GOOD, ("c:x", b"x")),
    "dot": archive(*GOOD, ("T/./x", b"x")),
    "nothing-between": archive(*GOOD, ("T//x", b"x")),
    "control": archive(*GOOD, ("T/\x1b[2J", b"x")),
    "long": archive(*GOOD, ("T/" + "x" * 260, b"x")),
    "twice": archive(*GOOD, ("T/other", b"x"), ("T/OTHER", b"y")),
    "link": archive(*GOOD, ("T/x", b"/etc/passwd", 0o120777)),
    "device": archive(*GOOD, ("T/x", b"", 0o020666)),
    "folder-of-bytes": archive(*GOOD, ("T/x", b"x", 0o040755)),
    "encrypted": changed(FLAGS, 1, "<H", local=6),
    "method-12": archive(*GOOD, method=zipfile.ZIP_BZIP2),
    "zip64-size": changed(SIZE, 0xFFFFFFFF),
    "zip64-end": changed(END_START, 0xFFFFFFFF, entry=-1),
    "disk": changed(DISK, 1, "<H"),
    "disk-end": changed(END_DISK, 1, "<H", entry=-1),
    "count": changed(END_COUNT, 2, "<H", entry=-1, body=changed(END_COUNT_HERE, 2, "<H", entry=-1)),
    "directory-size": changed(END_SIZE, 10, entry=-1),
    "checksum": changed(CHECKSUM, 1),
    "size-less": changed(SIZE, len(TRAIN) - 1),
    "size-more": changed(SIZE, len(TRAIN) + 1),
    "size-large": changed(SIZE, 300 << 20),
    "sizes-large": changed(SIZE, 0x7FFFFFFF),
    "stored-more": changed(STORED, 1 << 20),
    "offset": changed(OFFSET, 7),
    "offset-far": changed(OFFSET, 1 << 30),
    "overlapping": overlapping(),
    "other-name": bytearray(bytes(archive(*GOOD)).replace(b"T/dev.tsv", b"T/DEV.tsv", 1)),
    "flipped": flipped(),
    "cut": archive(*GOOD)[:-1],
    "behind": archive(*GOOD) + b"x",
    "before": b"x" + bytes(archive(*GOOD)),
    "missing": archive(*GOOD[:2]),
    "none": b"no archive",
    "empty": b"",
}
for name, body in FILES.items():
    (FOLDER / f"{name}.zip").write_bytes(bytes(body))
