"""Makes time-stamps with stock OpenSSL, by authorities of many kinds. Their keys are thrown away.

    python3 make_stamps.py          # needs cryptography and OpenSSL

Each is of the digest of STATEMENT. What OpenSSL's time-stamping refuses to sign (certificates of another use, Ed25519)
is signed by its 'cms'. `authority.py` has the authorities.
"""

import hashlib
import os
import tempfile

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.x509.oid import ExtendedKeyUsageOID

import authority as authorities
from authority import SIGNATURES, STAMPING, Holder

HERE = os.path.dirname(os.path.abspath(__file__))
STATEMENT = b"a statement"
FULL = "accuracy = secs:1, millisecs:500, microsecs:100\nclock_precision_digits = 3\nordering = yes\ntsa_name = yes"


def stamp(name, holder, data=STATEMENT, **words):
    authorities.stamp(os.path.join(HERE, name), holder, data, **words)


def signed_by_cms(name, holder, **words):
    authorities.signed_by_cms(os.path.join(HERE, name), holder, os.path.join(HERE, "token.der"), **words)


def der(tag, *parts):
    content = b"".join(parts)
    length = len(content)
    size = (length.bit_length() + 7) // 8
    prefix = bytes([length]) if length < 128 else bytes([128 | size]) + length.to_bytes(size, "big")
    return bytes([tag]) + prefix + content


def oid(text):
    numbers = [int(part) for part in text.split(".")]
    content = b""
    for number in [40 * numbers[0] + numbers[1]] + numbers[2:]:
        digits = [number & 127]
        while number > 127:
            number >>= 7
            digits.insert(0, number & 127 | 128)
        content += bytes(digits)
    return der(0x06, content)


def signed_by_ed25519(name, holder):
    """Writes NAME by hand, since OpenSSL 3.0 signs no message with Ed25519."""
    with tempfile.TemporaryDirectory() as folder:
        holder.write(folder)
        authorities.info(folder, os.path.join(HERE, "token.der"))
        with open(os.path.join(folder, "info"), "rb") as file:
            content = file.read()
    certificate = holder.certificate.public_bytes(serialization.Encoding.DER)
    sha256, sha512 = der(0x30, oid("2.16.840.1.101.3.4.2.1")), der(0x30, oid("2.16.840.1.101.3.4.2.3"))
    type_of_info = oid("1.2.840.113549.1.9.16.1.4")

    def attribute(kind, value):
        return der(0x30, oid("1.2.840.113549.1.9." + kind), der(0x31, value))

    named = der(0x30, der(0x30, der(0x30, sha256, der(0x04, hashlib.sha256(certificate).digest()))))
    attributes = b"".join(sorted([
        attribute("3", type_of_info), attribute("4", der(0x04, hashlib.sha512(content).digest())),
        attribute("16.2.47", named)]))
    identifier = holder.certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value.digest
    signer = der(
        0x30, der(0x02, b"\x03"), der(0x80, identifier), sha512, der(0xa0, attributes),
        der(0x30, oid("1.3.101.112")), der(0x04, holder.key.sign(der(0x31, attributes))))
    signed = der(
        0x30, der(0x02, b"\x03"), der(0x31, sha512), der(0x30, type_of_info, der(0xa0, der(0x04, content))),
        der(0xa0, certificate), der(0x31, signer))
    write(name, der(0x30, oid("1.2.840.113549.1.7.2"), der(0xa0, signed)))


def write_request(name):
    """What a request of this statement must be, byte by byte."""
    digest = hashlib.sha256(STATEMENT).digest()
    nonce = hashlib.sha256(digest).digest()[:8].lstrip(b"\0")
    nonce = b"\0" + nonce if nonce[0] > 127 else nonce
    sha256 = der(0x30, oid("2.16.840.1.101.3.4.2.1"), der(0x05))
    write(name, der(
        0x30, der(0x02, b"\x01"), der(0x30, sha256, der(0x04, digest)), der(0x02, nonce), der(0x01, b"\xff")))


def write(name, data):
    with open(os.path.join(HERE, name), "wb") as file:
        file.write(data)


def main():
    write_request("request.tsq")
    root = authorities.root("Root of tests")
    write("root.pem", root.pem)
    write("other-root.pem", Holder("Another root", is_authority=True).pem)
    # The same name, another key.
    write("same-name-root.pem", Holder("Root of tests", is_authority=True).pem)

    def authority(name, **words):
        return Holder(name, **{"issuer": root, "uses": STAMPING, **words})

    rsa_authority = authority("RSA authority", kind="rsa", key_uses=SIGNATURES)
    stamp("rsa.tsr", rsa_authority)
    stamp("rsa-sha384.tsr", rsa_authority, signer_digest="sha384")
    stamp("rsa-sha512.tsr", rsa_authority, signer_digest="sha512", more=FULL)
    p256 = authority("P-256 authority")
    stamp("p256.tsr", p256)
    stamp("token.der", p256, token_only=True)
    stamp("p384.tsr", authority("P-384 authority", kind="p384"), signer_digest="sha384")
    stamp("named-by-sha1.tsr", p256, named_by="sha1")
    stamp("no-certificate.tsr", p256, with_certificate=False)
    write("p256.pem", p256.pem)
    # The same key, name, issuer and serial number; another certificate.
    twin = authority("P-256 authority", own_key=p256.key, serial=p256.certificate.serial_number, years=(2001, 2100))
    write("twin.pem", twin.pem)
    stamp("another-statement.tsr", p256, data=b"another statement")
    stamp("sha512-of-it.tsr", p256, hashed_by="sha512")
    stamp("expired.tsr", authority("Expired authority", years=(2000, 2020)))
    stamp("not-yet.tsr", authority("Future authority", years=(2090, 2100)))
    middle = Holder("Middle of tests", issuer=root, is_authority=True, key_uses=("key_cert_sign",))
    stamp("chain.tsr", authority("Deep authority", issuer=middle), above=[middle])
    stamp("chain-cut.tsr", authority("Deep authority", issuer=middle))
    expired = Holder("Expired middle", issuer=root, is_authority=True, years=(2000, 2020))
    stamp("chain-expired.tsr", authority("Deep authority", issuer=expired), above=[expired])
    plain = Holder("No authority", issuer=root)
    stamp("chain-no-authority.tsr", authority("Deep authority", issuer=plain), above=[plain])
    signer = Holder("No signer of certificates", issuer=root, is_authority=True, key_uses=SIGNATURES)
    stamp("chain-no-signer.tsr", authority("Deep authority", issuer=signer), above=[signer])
    unknown = x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3.4.5"), b"\x05\x00")
    stamp("unknown-extension.tsr", authority("Strange authority", more=(unknown,)))

    code = ExtendedKeyUsageOID.CODE_SIGNING
    signed_by_cms("cms.der", p256)
    signed_by_cms("no-use.der", authority("Authority without use", uses=None))
    signed_by_cms("another-use.der", authority("Signer of code", uses=[code]))
    signed_by_cms("other-uses.der", authority("Authority for all", uses=STAMPING + [code]))
    signed_by_cms("not-critical.der", authority("Meek authority", critical=False))
    signed_by_cms("key-for-more.der", authority("Two in one", key_uses=("digital_signature", "key_encipherment")))
    signed_by_cms("other-content.der", p256, content_type="1.2.840.113549.1.7.1")
    signed_by_cms("sha1.der", p256, digest="sha1")
    # No attribute names the certificate; no attributes at all.
    signed_by_cms("not-named.der", p256, more=())
    signed_by_cms("no-attributes.der", p256, more=("-noattr",))
    signed_by_cms("by-key.der", p256, more=("-cades", "-keyid"))
    signed_by_ed25519("ed25519.der", authority("Ed25519 authority", kind="ed25519"))
    # An authority says no.
    stamp("refused.tsr", p256, digests="sha512", may_fail=True)


main()
