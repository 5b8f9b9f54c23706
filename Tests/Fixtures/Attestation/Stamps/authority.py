"""Authorities for time-stamps, by stock OpenSSL and with certificates of many kinds: what whoever makes or tests stamps
uses. Needs cryptography and OpenSSL.

A `Holder` is a certificate and its key; `stamp` lets OpenSSL's own authority answer, `signed_by_cms` its 'cms', which
asks for no use of the certificate.
"""

import datetime
import os
import subprocess
import tempfile

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

CONFIGURATION = """
[tsa]
default_tsa = t
[t]
serial = serial
default_policy = 1.2.3.4.1
digests = {digests}
signer_digest = {signer_digest}
ess_cert_id_alg = {named_by}
{more}
"""
WIDE = (2000, 2100)
STAMPING = [ExtendedKeyUsageOID.TIME_STAMPING]
SIGNATURES = ("digital_signature",)


def key(kind):
    if kind == "rsa":
        return rsa.generate_private_key(65537, 2048)
    if kind == "ed25519":
        return ed25519.Ed25519PrivateKey.generate()
    return ec.generate_private_key({"p256": ec.SECP256R1(), "p384": ec.SECP384R1()}[kind])


def hash_for(signing_key):
    return None if isinstance(signing_key, ed25519.Ed25519PrivateKey) else hashes.SHA256()


class Holder:
    """A certificate and its key; `issuer` is None for a root."""

    def __init__(self, name, kind="p256", issuer=None, years=WIDE, is_authority=False, uses=None, critical=True,
                 key_uses=None, own_key=None, serial=None, more=()):
        self.key = own_key or key(kind)
        self.name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        signer = issuer or self
        builder = (
            x509.CertificateBuilder().subject_name(self.name).issuer_name(signer.name)
            .public_key(self.key.public_key()).serial_number(serial or x509.random_serial_number())
            .not_valid_before(datetime.datetime(years[0], 1, 1)).not_valid_after(datetime.datetime(years[1], 1, 1))
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(self.key.public_key()), False))
        if is_authority:
            builder = builder.add_extension(x509.BasicConstraints(True, None), True)
        if uses is not None:
            builder = builder.add_extension(x509.ExtendedKeyUsage(uses), critical)
        if key_uses is not None:
            names = ("digital_signature", "content_commitment", "key_encipherment", "data_encipherment",
                     "key_agreement", "key_cert_sign", "crl_sign", "encipher_only", "decipher_only")
            builder = builder.add_extension(x509.KeyUsage(**{n: n in key_uses for n in names}), True)
        for extension in more:
            builder = builder.add_extension(extension, True)
        self.certificate = builder.sign(signer.key, hash_for(signer.key))

    @property
    def pem(self):
        return self.certificate.public_bytes(serialization.Encoding.PEM)

    def write(self, folder, digests="sha256, sha512", signer_digest="sha256", named_by="sha256", more=""):
        """Writes key, certificate and the configuration by which OpenSSL stamps with them."""
        with open(os.path.join(folder, "key"), "wb") as file:
            file.write(self.key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
        with open(os.path.join(folder, "certificate"), "wb") as file:
            file.write(self.pem)
        with open(os.path.join(folder, "configuration"), "w") as file:
            file.write(CONFIGURATION.format(
                digests=digests, signer_digest=signer_digest, named_by=named_by, more=more))


def root(name, kind="p256"):
    """A certificate that issues those of authorities."""
    return Holder(name, kind, is_authority=True, key_uses=("key_cert_sign", "crl_sign"))


def openssl(folder, *words, may_fail=False):
    """Runs OpenSSL in a folder; whether it did as asked."""
    run = subprocess.run(["openssl", *words], cwd=folder, capture_output=True)
    if run.returncode and not may_fail:
        raise SystemExit("openssl %s: %s" % (words[0], run.stderr.decode(errors="replace")))
    return run.returncode == 0


def reply(folder, request, answer, *more, may_fail=False):
    """Answers a request with what `Holder.write` wrote; the paths of both are absolute, or in that folder."""
    return openssl(folder, "ts", "-reply", "-config", "configuration", "-queryfile", request, "-inkey", "key", "-signer",
                   "certificate", *more, "-out", answer, may_fail=may_fail)


def stamp(path, holder, data, with_certificate=True, above=(), hashed_by="sha256", token_only=False, may_fail=False,
          **settings):
    """Writes the answer of OpenSSL's own authority to a request for `data`."""
    with tempfile.TemporaryDirectory() as folder:
        holder.write(folder, **settings)
        with open(os.path.join(folder, "data"), "wb") as file:
            file.write(data)
        with open(os.path.join(folder, "above"), "wb") as file:
            file.write(b"".join(other.pem for other in above))
        request = ["-cert"] if with_certificate else []
        openssl(folder, "ts", "-query", "-data", "data", "-" + hashed_by, *request, "-out", "q")
        chain = ["-chain", "above"] if above else []
        reply(folder, "q", os.path.abspath(path), *chain, *(["-token_out"] if token_only else []), may_fail=may_fail)


def info(folder, token):
    """Writes to `info` the bytes that an authority signed, taken from a bare token of OpenSSL's."""
    openssl(folder, "cms", "-verify", "-noverify", "-inform", "DER", "-in", os.path.abspath(token), "-certfile",
            "certificate", "-out", "info")


def signed_by_cms(path, holder, token, content_type="1.2.840.113549.1.9.16.1.4", digest="sha256", more=("-cades",),
                  change=None):
    """Writes a bare token by OpenSSL's 'cms' of what was signed in another token, or of what `change` makes of that."""
    with tempfile.TemporaryDirectory() as folder:
        holder.write(folder)
        info(folder, token)
        if change:
            with open(os.path.join(folder, "info"), "r+b") as file:
                changed = change(file.read())
                file.seek(0)
                file.truncate()
                file.write(changed)
        openssl(folder, "cms", "-sign", "-binary", "-nodetach", "-md", digest, *more, "-econtent_type", content_type,
                "-in", "info", "-signer", "certificate", "-inkey", "key", "-outform", "DER", "-out",
                os.path.abspath(path))
