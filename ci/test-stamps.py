"""Time-stamps of the certificates of ci/test-certificates: asked for by Seedproof, answered by an authority of stock
OpenSSL, checked by both.

    ci/test-stamps.py FOLDER PROGRAM
"""

import os
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "Tests/Fixtures/Attestation/Stamps"))

import authority as authorities  # noqa: E402

KINDS = ("rsa", "p256")
COUNTS = {}


def check(what, is_right):
    COUNTS[what] = COUNTS.get(what, 0) + 1
    if not is_right:
        sys.exit("ci/test-stamps: " + what + " failed")


def openssl(folder, *words):
    run = subprocess.run(["openssl", *words], cwd=folder, capture_output=True, text=True)
    return run.returncode, run.stdout + run.stderr


def make_authority(folder, kind):
    """A root, and an authority under it, whose keys are of this kind."""
    os.mkdir(folder)
    root = authorities.root("Root", kind)
    authorities.Holder(
        "Authority", kind, issuer=root, uses=authorities.STAMPING, key_uses=authorities.SIGNATURES).write(folder)
    with open(os.path.join(folder, "root.pem"), "wb") as file:
        file.write(root.pem)


def main(folder, program):
    def seedproof(*words):
        return subprocess.run([program, "certificate", *words], capture_output=True, text=True)

    certificates = [os.path.join(folder, name) for name in ("ed25519", "p256")]
    for kind in KINDS:
        authority = os.path.join(folder, "authority-" + kind)
        make_authority(authority, kind)
        make_authority(authority + "-other", kind)
        root, other_root = (os.path.join(authority + end, "root.pem") for end in ("", "-other"))

        def verdicts(place, roots):
            """What Seedproof says of a stamped certificate, and whether OpenSSL takes its stamp."""
            path = os.path.join(place, "c.jsonl")
            own = seedproof("verify", path, os.path.join(folder, "grid"), "--pub", os.path.join(place, "me.pub"),
                            "--tsa", roots)
            payload = os.path.join(place, "out", "3.json")
            theirs, text = openssl(
                folder, "ts", "-verify", "-data", payload, "-in", path + ".tsr", "-CAfile", roots)
            return own, theirs == 0 and "Verification: OK" in text

        for place in certificates:
            path, request, answer = (os.path.join(place, name) for name in ("c.jsonl", "q", "a"))
            check("request written", seedproof("stamp", path, "--request", request).returncode == 0)
            status, text = openssl(place, "ts", "-query", "-in", "q", "-text")
            check("request read by OpenSSL", status == 0 and "Certificate required: yes" in text and "sha256" in text)
            authorities.reply(authority, os.path.abspath(request), os.path.abspath(answer))
            status, text = openssl(place, "ts", "-verify", "-queryfile", "q", "-in", "a", "-CAfile", root)
            check("answer to the request by OpenSSL", status == 0 and "Verification: OK" in text)
            check("answer taken", seedproof("stamp", path, "--token", answer).returncode == 0)
            own, theirs = verdicts(place, root)
            check("good stamp by Seedproof", own.returncode == 0 and "proved      time       stamped at 20" in own.stdout)
            check("good stamp by OpenSSL", theirs)
            own, theirs = verdicts(place, other_root)
            check("other authority refused by Seedproof", own.returncode == 3 and own.stdout == "")
            check("other authority refused by OpenSSL", not theirs)
            with open(path + ".tsr", "rb") as file:
                stamp = file.read()
            for part in range(1, 16):
                with open(path + ".tsr", "wb") as file:
                    place_of_bit = len(stamp) - 1 - part * 9
                    file.write(stamp[:place_of_bit] + bytes([stamp[place_of_bit] ^ 1]) + stamp[place_of_bit + 1 :])
                own, theirs = verdicts(place, root)
                # A bit that OpenSSL does not look at, such as one of a time that nobody signed, may be another one.
                check("changed stamp: Seedproof takes none that OpenSSL refuses", theirs or own.returncode == 3)
                COUNTS["of these refused"] = COUNTS.get("of these refused", 0) + (own.returncode == 3)
            with open(path + ".tsr", "wb") as file:
                file.write(stamp)
        first, second = (os.path.join(place, "c.jsonl.tsr") for place in certificates)
        os.rename(second, first)
        own, theirs = verdicts(certificates[0], root)
        check("stamp of another certificate found out by Seedproof", own.returncode == 1 and "FAILED" in own.stdout)
        check("stamp of another certificate refused by OpenSSL", not theirs)
        own = seedproof("verify", os.path.join(certificates[1], "c.jsonl"), os.path.join(folder, "grid"), "--pub",
                        os.path.join(certificates[1], "me.pub"), "--tsa", root)
        check("missing stamp seen", own.returncode == 2 and "WARNED" in own.stdout)
    print(", ".join("%d %s" % (count, what) for what, count in COUNTS.items()))


main(sys.argv[1], sys.argv[2])
