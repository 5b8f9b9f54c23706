"""Makes the time-stamps of this suite, by authorities of stock OpenSSL whose keys are thrown away.

    python3 make_stamps.py          # needs cryptography and OpenSSL

To be run where the certificate `stamped` of cases.json, or a plan that is stamped, becomes another statement: stamps
name the digest of what they are of. Each has a time of its making. What OpenSSL's authority refuses to sign is signed
by its 'cms', and put into a response here.
"""

import os
import pathlib
import sys
import tempfile

from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID

HERE = pathlib.Path(__file__).resolve().parent
sys.dont_write_bytecode = True
sys.path[:0] = [str(HERE.parent), str(HERE.parents[2] / "Tests/Fixtures/Attestation/Stamps")]

import authority as authorities  # noqa: E402
from authority import SIGNATURES, STAMPING, Holder  # noqa: E402
import stamp_edits  # noqa: E402
import suite as suites  # noqa: E402
from stamp_edits import der, put_after  # noqa: E402

PAST, FUTURE = (2000, 2020), (2090, 2100)


def with_extension(info, is_critical):
    """A TSTInfo with one more extension, of no meaning."""
    extension = der(0x30, bytes.fromhex("06042a030405"), b"\1\1\xff" * is_critical, der(4, b"\5\0"))
    return der(0x30, info[stamp_edits.length_of_head(info):], der(0xa1, extension))


def main():
    suite = suites.Suite()
    statement = suite.certificate("stamped").payloads[2]
    root = authorities.root("Root of a conformance suite")
    (HERE / "root.pem").write_bytes(root.pem)
    (HERE / "other-root.pem").write_bytes(authorities.root("Another root").pem)

    def authority(name, **words):
        return Holder(name, **{"issuer": root, "uses": STAMPING, "key_uses": SIGNATURES, **words})

    def stamp(name, holder, data=statement, **words):
        authorities.stamp(HERE / (name + ".tsr"), holder, data, **words)

    rsa, p256 = authority("RSA authority", kind="rsa"), authority("P-256 authority")
    (HERE / "p256.pem").write_bytes(p256.pem)
    stamp("rsa", rsa)
    stamp("rsa-sha512", rsa, signer_digest="sha512")
    stamp("p256", p256)
    stamp("p384-sha384", authority("P-384 authority", kind="p384"), signer_digest="sha384")
    stamp("named-by-sha1", p256, named_by="sha1")
    stamp("no-certificate", p256, with_certificate=False)
    stamp("no-key-usage", authority("Authority of any key usage", key_uses=None))
    stamp("another-statement", p256, suite.certificate("later").payloads[2])
    stamp("sha512-of-it", p256, hashed_by="sha512")
    for name in ("grid", "beacon"):
        stamp("plan-" + name, p256, suite.plan(name)[0])
    stamp("expired", authority("Expired authority", years=PAST))
    stamp("not-yet", authority("Future authority", years=FUTURE))
    middle = Holder("Middle", issuer=root, is_authority=True, key_uses=("key_cert_sign",))
    deep = authority("Deep authority", issuer=middle)
    stamp("chain", deep, above=[middle])
    stamp("chain-cut", deep)
    expired = Holder("Expired middle", issuer=root, is_authority=True, years=PAST)
    stamp("chain-expired", authority("Deep authority", issuer=expired), above=[expired])
    plain = Holder("No authority", issuer=root)
    stamp("chain-no-authority", authority("Deep authority", issuer=plain), above=[plain])
    signer = Holder("No signer of certificates", issuer=root, is_authority=True, key_uses=SIGNATURES)
    stamp("chain-no-signer", authority("Deep authority", issuer=signer), above=[signer])
    others = [Holder("Certificate %d" % number, issuer=root) for number in range(1, 7)]
    stamp("six-certificates", p256, above=others[:5])
    stamp("seven-certificates", p256, above=others)
    unknown = x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3.4.5"), b"\x05\x00")
    stamp("unknown-extension", authority("Strange authority", more=(unknown,)))

    with tempfile.TemporaryDirectory() as folder:
        token = os.path.join(folder, "token")
        authorities.stamp(token, p256, statement, token_only=True)

        def signed_by_cms(name, holder, **words):
            path = HERE / (name + ".tsr")
            authorities.signed_by_cms(path, holder, token, **words)
            path.write_bytes(stamp_edits.response(path.read_bytes()))

        code = ExtendedKeyUsageOID.CODE_SIGNING
        signed_by_cms("by-cms", p256)
        signed_by_cms("by-key", p256, more=("-cades", "-keyid"))
        signed_by_cms("no-use", authority("Authority without use", uses=None))
        signed_by_cms("another-use", authority("Signer of code", uses=[code]))
        signed_by_cms("more-uses", authority("Authority for all", uses=STAMPING + [code]))
        signed_by_cms("not-critical", authority("Meek authority", critical=False))
        signed_by_cms("key-for-more", authority(
            "Two in one", key_uses=("digital_signature", "key_encipherment")))
        signed_by_cms("not-named", p256, more=())
        signed_by_cms("no-attributes", p256, more=("-noattr",))
        signed_by_cms("other-content", p256, content_type="1.2.840.113549.1.7.1")
        signed_by_cms("sha1", p256, digest="sha1")
        other = os.path.join(folder, "other")
        os.mkdir(other)
        authority("Second signer").write(other)
        signed_by_cms("two-signers", p256, more=(
            "-cades", "-signer", os.path.join(other, "certificate"), "-inkey", os.path.join(other, "key")))
        signed_by_cms("info-version-2", p256, change=lambda info: put_after(
            info, info[:stamp_edits.length_of_head(info)], b"\2\1\2"))
        signed_by_cms("extension", p256, change=lambda info: with_extension(info, False))
        signed_by_cms("critical-extension", p256, change=lambda info: with_extension(info, True))
        signed_by_cms("expired-since", authority("Authority of old", years=PAST), change=lambda info: put_after(
            info, stamp_edits.TIME, b"20150601120000Z"))


main()
