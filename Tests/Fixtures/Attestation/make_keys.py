"""Makes the keys of this folder with OpenSSL, their names with securesystemslib, and signatures with both.

    python3 -m venv V && V/bin/pip install securesystemslib==1.6.0 cryptography
    V/bin/python make_keys.py

The keys are for tests alone: everybody has them. Those that are there stay; the names and signatures are made anew.
"""

import json
import os
import subprocess

from cryptography.hazmat.primitives.serialization import load_pem_public_key
from securesystemslib.signer import SSlibKey

HERE = os.path.dirname(os.path.abspath(__file__))
MESSAGE = b"DSSEv1 29 http://example.com/HelloWorld 11 hello world"


def openssl(*words):
    return subprocess.run(["openssl", *words], cwd=HERE, check=True, capture_output=True).stdout


def make(name, *words):
    if not os.path.exists(os.path.join(HERE, name)):
        openssl(*words, "-out", name)


make("ed25519.key", "genpkey", "-algorithm", "ed25519")
make("p256.key", "genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256")
make("p256-parameters.key", "ecparam", "-name", "prime256v1", "-genkey")
make("p256-sec1.key", "ec", "-in", "p256.key")
make("p256-compressed.pub", "ec", "-in", "p256.key", "-pubout", "-conv_form", "compressed")
make("rsa.key", "genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:1024")
make("p384.key", "genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-384")
make("encrypted.key", "pkcs8", "-topk8", "-in", "ed25519.key", "-passout", "pass:secret")
for name in ["ed25519", "p256", "rsa", "p384"]:
    make(name + ".pub", "pkey", "-in", name + ".key", "-pubout")

answers = {}
message = os.path.join(HERE, "message")
with open(message, "wb") as file:
    file.write(MESSAGE)
for name in ["ed25519", "p256"]:
    with open(os.path.join(HERE, name + ".pub"), "rb") as file:
        key = SSlibKey.from_crypto(load_pem_public_key(file.read()))
    digest = [] if name == "ed25519" else ["-digest", "sha256"]
    signature = openssl("pkeyutl", "-sign", "-inkey", name + ".key", "-rawin", *digest, "-in", "message")
    answers[name] = {"keyid": key.keyid, "signature": signature.hex()}
os.remove(message)
with open(os.path.join(HERE, "answers.json"), "w") as file:
    json.dump(answers, file, indent=1)
    file.write("\n")
