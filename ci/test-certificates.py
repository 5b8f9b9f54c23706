"""The checks of ci/test-certificates, on a folder with certificates of each kind of key."""

import base64
import json
import os
import subprocess
import sys

from cryptography.hazmat.primitives.serialization import load_pem_public_key
from google.protobuf import json_format
from in_toto_attestation.predicates.test_result.v0 import test_result_pb2
from in_toto_attestation.v1.statement import Statement
from in_toto_attestation.v1 import statement_pb2
from securesystemslib.dsse import Envelope
from securesystemslib.exceptions import VerificationError
from securesystemslib.signer import SSlibKey

COUNTS = {}


def check(what, is_right):
    COUNTS[what] = COUNTS.get(what, 0) + 1
    if not is_right:
        sys.exit("ci/test-certificates: " + what + " failed")


def openssl(algorithm, key, pae, signature):
    """Whether OpenSSL calls the signature good."""
    words = ["pkeyutl", "-verify", "-pubin", "-inkey", key, "-rawin", "-in", pae, "-sigfile", signature]
    if algorithm == "p256":
        words = ["dgst", "-sha256", "-verify", key, "-signature", signature, pae]
    run = subprocess.run(["openssl", *words], capture_output=True, text=True)
    return run.returncode == 0


def verifies(line, key):
    try:
        return bool(Envelope.from_dict(json.loads(line)).verify([key], 1))
    except (VerificationError, ValueError, KeyError):
        return False


def flipped(data, place):
    return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]


def tampered(line):
    """The same envelope with a payload or a signature in which one bit is another one."""
    for place in (0, 100, -2):
        envelope = json.loads(line)
        payload = base64.b64decode(envelope["payload"])
        envelope["payload"] = base64.b64encode(flipped(payload, place % len(payload))).decode()
        yield json.dumps(envelope)
    for place in (10, 40):
        envelope = json.loads(line)
        signature = envelope["signatures"][0]
        signature["sig"] = base64.b64encode(flipped(base64.b64decode(signature["sig"]), place)).decode()
        yield json.dumps(envelope)
    envelope = json.loads(line)
    envelope["payloadType"] = "application/json"
    yield json.dumps(envelope)


def parses(payload):
    """Whether in-toto's own classes take the statement, and find it valid."""
    try:
        message = statement_pb2.Statement()
        json_format.Parse(payload, message)
        Statement.copy_from_pb(message).validate()
        return True
    except (ValueError, json_format.ParseError):
        return False


def main(folder):
    for algorithm in ("ed25519", "p256"):
        place = os.path.join(folder, algorithm)
        public = os.path.join(place, "me.pub")
        with open(public, "rb") as file:
            key = SSlibKey.from_crypto(load_pem_public_key(file.read()))
        with open(os.path.join(place, "c.jsonl")) as file:
            lines = file.read().splitlines()
        check("three lines", len(lines) == 3)
        for number, line in enumerate(lines, 1):
            out = os.path.join(place, "out", str(number))
            check("good signature by OpenSSL", openssl(algorithm, public, out + ".pae", out + ".sig"))
            for ending in (".pae", ".sig"):
                with open(out + ending, "rb") as file:
                    data = file.read()
                other = out + ".other"
                with open(other, "wb") as file:
                    file.write(flipped(data, len(data) // 2))
                files = (other, out + ".sig") if ending == ".pae" else (out + ".pae", other)
                check("changed file refused by OpenSSL", not openssl(algorithm, public, *files))
            check("good signature by securesystemslib", verifies(line, key))
            for other in tampered(line):
                check("changed envelope refused by securesystemslib", not verifies(other, key))
            payload = base64.b64decode(json.loads(line)["payload"])
            check("statement taken by in-toto-attestation", parses(payload))
            statement = json.loads(payload)
            for member in list(statement):
                fewer = {name: value for name, value in statement.items() if name != member}
                check("statement without a member refused", not parses(json.dumps(fewer)))
            check("statement with a member more refused", not parses(json.dumps({**statement, "x": 1})))
            if statement["predicateType"].endswith("test-result/v0.1"):
                message = test_result_pb2.TestResult()
                json_format.ParseDict(statement["predicate"], message)
                check("test result taken by in-toto-attestation", message.result == "PASSED")
                check("tests named", len(message.passed_tests) > 3 and len(message.configuration) > 3)
    print(", ".join("%d %s" % (count, what) for what, count in COUNTS.items()))


main(sys.argv[1])
