"""Signs with Ed25519 (RFC 8032) and ECDSA over P-256 with SHA-256 (RFC 6979), in plain Python.

For the public test keys of this suite alone: it is slow, and its time tells the key.
"""

import base64
import hashlib
import hmac


def read_pem(text):
    """The DER of the one block of a text in PEM."""
    lines = [line for line in text.splitlines() if line and not line.startswith("-----")]
    return base64.b64decode("".join(lines), validate=True)


class Key:
    """A private key of the suite, with the name that envelopes give it."""

    def __init__(self, private_pem, public_pem):
        der = read_pem(private_pem)
        self.is_ed25519 = der[:16] == bytes.fromhex("302e020100300506032b657004220420")
        if self.is_ed25519:
            self.secret = der[16:48]
            kind, scheme, public = "ed25519", "ed25519", ed25519_public(self.secret).hex()
        else:
            place = der.index(bytes.fromhex("0201010420")) + 5
            self.secret = int.from_bytes(der[place:place + 32], "big")
            kind, scheme, public = "ecdsa", "ecdsa-sha2-nistp256", public_pem
        text = '{"keytype":"%s","keyval":{"public":"%s"},"scheme":"%s"}' % (kind, public, scheme)
        self.identifier = hashlib.sha256(text.encode()).hexdigest()

    def sign(self, message):
        return (ed25519_sign if self.is_ed25519 else p256_sign)(self.secret, message)


# Ed25519: points are (X, Y, Z, T) with x = X / Z, y = Y / Z, x y = T / Z.

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P


def edwards_add(a, b):
    x = (a[1] - a[0]) * (b[1] - b[0]) % P
    y = (a[1] + a[0]) * (b[1] + b[0]) % P
    t = 2 * a[3] * b[3] * D % P
    z = 2 * a[2] * b[2] % P
    e, f, g, h = y - x, z - t, z + t, y + x
    return e * f % P, g * h % P, f * g % P, e * h % P


def edwards_base():
    y = 4 * pow(5, -1, P) % P
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if x * x % P != square:
        x = x * pow(2, (P - 1) // 4, P) % P
    x = P - x if x & 1 else x
    return x, y, 1, x * y % P


def edwards_powers():
    """The base point times 1, 2, 4, ..."""
    points = [edwards_base()]
    for _ in range(252):
        points.append(edwards_add(points[-1], points[-1]))
    return points


POWERS = edwards_powers()


def edwards_times(scalar):
    total = (0, 1, 1, 0)
    for place, power in enumerate(POWERS):
        if scalar >> place & 1:
            total = edwards_add(total, power)
    return total


def edwards_bytes(point):
    inverse = pow(point[2], -1, P)
    x, y = point[0] * inverse % P, point[1] * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little")


def ed25519_halves(secret):
    digest = hashlib.sha512(secret).digest()
    scalar = int.from_bytes(digest[:32], "little") & ~7 & ~(1 << 255) | 1 << 254
    return scalar % L, digest[32:]


def ed25519_public(secret):
    return edwards_bytes(edwards_times(ed25519_halves(secret)[0]))


def sha512_number(*parts):
    return int.from_bytes(hashlib.sha512(b"".join(parts)).digest(), "little") % L


def ed25519_sign(secret, message):
    scalar, prefix = ed25519_halves(secret)
    nonce = sha512_number(prefix, message)
    point = edwards_bytes(edwards_times(nonce))
    public = edwards_bytes(edwards_times(scalar))
    answer = (nonce + sha512_number(point, public, message) * scalar) % L
    return point + answer.to_bytes(32, "little")


# P-256: points are (x, y); nothing is the point at infinity.

Q = 2**256 - 2**224 + 2**192 + 2**96 - 1
N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
BASE = (0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
        0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5)


def weierstrass_add(a, b):
    if a is None or b is None:
        return a or b
    if a[0] == b[0]:
        if (a[1] + b[1]) % Q == 0:
            return None
        slope = 3 * (a[0] * a[0] - 1) * pow(2 * a[1], -1, Q) % Q
    else:
        slope = (b[1] - a[1]) * pow(b[0] - a[0], -1, Q) % Q
    x = (slope * slope - a[0] - b[0]) % Q
    return x, (slope * (a[0] - x) - a[1]) % Q


def weierstrass_times(scalar, point):
    total = None
    while scalar:
        if scalar & 1:
            total = weierstrass_add(total, point)
        point = weierstrass_add(point, point)
        scalar >>= 1
    return total


def p256_nonces(secret, digest):
    """RFC 6979, section 3.2."""
    seed = secret.to_bytes(32, "big") + (int.from_bytes(digest, "big") % N).to_bytes(32, "big")
    value, key = b"\1" * 32, b"\0" * 32
    for mark in (b"\0", b"\1"):
        key = hmac.digest(key, value + mark + seed, "sha256")
        value = hmac.digest(key, value, "sha256")
    while True:
        value = hmac.digest(key, value, "sha256")
        nonce = int.from_bytes(value, "big")
        if 0 < nonce < N:
            yield nonce
        key = hmac.digest(key, value + b"\0", "sha256")
        value = hmac.digest(key, value, "sha256")


def p256_sign(secret, message):
    digest = hashlib.sha256(message).digest()
    for nonce in p256_nonces(secret, digest):
        r = weierstrass_times(nonce, BASE)[0] % N
        s = pow(nonce, -1, N) * (int.from_bytes(digest, "big") + r * secret) % N
        if r and s:
            return sequence(r, s)


def sequence(*numbers):
    """A SEQUENCE of INTEGERs in DER; nothing here is longer than 127 bytes."""
    body = b""
    for number in numbers:
        data = number.to_bytes(number.bit_length() // 8 + 1, "big")
        body += bytes([2, len(data)]) + data
    return bytes([0x30, len(body)]) + body
