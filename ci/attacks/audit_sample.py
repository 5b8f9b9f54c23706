"""The draws of `verify`, computed from Sources/Verification/README.md alone (hashlib and the standard library).

    python3 ci/attacks/audit_sample.py     # prints the known answers of Tests/TrajectoryTests/AuditFrameTests.swift

It shares no code with the program; the attacks compare the two.
"""

import hashlib
import math


def sha(data):
    return hashlib.sha256(data).digest()


def merkle(leaves):
    """RFC 6962, section 2.1."""
    if not leaves:
        return sha(b"")
    if len(leaves) == 1:
        return sha(b"\0" + leaves[0])
    split = 1 << (len(leaves) - 1).bit_length() - 1
    return sha(b"\1" + merkle(leaves[:split]) + merkle(leaves[split:]))


def order(names, scheme, root, challenge):
    """The names by ticket."""
    seed = "%s|%s|%s" % (scheme, root.hex(), sha(challenge.encode()).hex())
    prefix = sha(seed.encode()).hex()
    return sorted(names, key=lambda name: (sha((prefix + name).encode()), name.encode()))


def one_folder(plan, cells, challenge):
    """audit-sample-v1; `cells` are (wi, do, content digest in hexadecimal digits or None) in the plan's order."""
    leaves = ["plan " + plan] + [
        "wi=%d/do=%d %s" % (wi, do, content or "missing") for wi, do, content in cells]
    root = merkle([leaf.encode() for leaf in leaves])
    names = ["wi=%d/do=%d" % (wi, do) for wi, do, _ in cells]
    return root, order(names, "audit-sample-v1", root, challenge)


def trial(plan, wi, do, content):
    """The name of a trial in audit-sample-v2."""
    return "plan=%s/wi=%s/do=%s/content=%s" % (plan or "none", wi, do, content)


def any_folders(trials, challenge):
    """audit-sample-v2 of trials, by their names in any order."""
    root = merkle(sorted(name.encode() for name in trials))
    return root, order(trials, "audit-sample-v2", root, challenge)


def segments(trials, challenge):
    """audit-sample-v2 of segments; `trials` are (name, ends) such as (..., [0, 7, 12])."""
    leaves = ["%s/stretches=%s" % (name, ",".join(map(str, ends))) for name, ends in trials]
    root = merkle(sorted(leaf.encode() for leaf in leaves))
    items = [
        "%s/steps=%d-%d" % (name, start, end)
        for name, ends in trials for start, end in zip(ends, ends[1:])]
    return root, order(items, "audit-sample-v2", root, challenge)


def detection(total, forged, drawn):
    """The chance that a draw meets at least one forged item, without replacement."""
    return 1 - math.comb(total - forged, drawn) / math.comb(total, drawn)


def known_answers():
    a, b = sha(b"plan a").hex(), sha(b"plan b").hex()
    names = [
        trial(a, 1, 1, sha(b"one").hex()), trial(a, 1, 2, "missing"), trial(b, 1, 1, sha(b"two").hex()),
        trial(b, 1, 2, "unreadable"), trial(None, "none", "none", "unreadable"),
        trial(None, 4294967295, 0, sha(b"three").hex())]
    root, drawn = any_folders(names, "a coin")
    print("trials:", root.hex(), [names.index(name) for name in drawn])
    whole = [(names[0], [0, 7, 13]), (names[2], [0, 7, 13]), (names[1], [])]
    root = merkle(sorted(
        ("%s/stretches=%s" % (name, ",".join(map(str, ends))) if ends else name).encode()
        for name, ends in whole))
    items = ["%s/steps=%s" % (names[i], steps) for i in (0, 2) for steps in ("0-7", "7-13")]
    drawn = order(items, "audit-sample-v2", root, "a coin")
    print("segments:", root.hex(), [items.index(item) for item in drawn])


if __name__ == "__main__":
    known_answers()
