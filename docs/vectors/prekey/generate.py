#!/usr/bin/env python3
"""Makes identity-keys.json: identity keys, their signatures and proofs, without a line of Java.

Ed25519 and XEdDSA are written out here in plain Python integers (RFC 8032 section 6; XEdDSA as
libsignal's curve25519.rs calculates it). The package "cryptography" (OpenSSL) checks every step it
knows: public keys, Ed25519 signatures, and the u-coordinate as X25519 of the private scalar.

    python3 generate.py > identity-keys.json
"""

import base64
import hashlib
import json

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P


def add(p, q):
    (x1, y1), (x2, y2) = p, q
    t = D * x1 * x2 * y1 * y2 % P
    return (
        (x1 * y2 + x2 * y1) * pow(1 + t, -1, P) % P,
        (y1 * y2 + x1 * x2) * pow(1 - t, -1, P) % P,
    )


def multiply(k, p):
    q = (0, 1)
    while k:
        if k & 1:
            q = add(q, p)
        p = add(p, p)
        k >>= 1
    return q


def square_root(a):
    x = pow(a, (P + 3) // 8, P)
    if x * x % P != a % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    return x if x * x % P == a % P else None


def base_point():
    y = 4 * pow(5, -1, P) % P
    x = square_root((y * y - 1) * pow(D * y * y + 1, -1, P))
    return (x if x % 2 == 0 else P - x, y)


B = base_point()


def compress(p):
    return (p[1] | (p[0] & 1) << 255).to_bytes(32, "little")


def u_of(p):
    return ((1 + p[1]) * pow(1 - p[1], -1, P) % P).to_bytes(32, "little")


def clamp(b):
    b = bytearray(b)
    b[0] &= 248
    b[31] = b[31] & 127 | 64
    return int.from_bytes(b, "little")


def sha512(*parts):
    return int.from_bytes(hashlib.sha512(b"".join(parts)).digest(), "little")


def b64u(b):
    return base64.urlsafe_b64encode(b).decode().rstrip("=")


def identity(u):
    return b64u(b"\x05" + u)


def chance(name):
    return hashlib.sha512(b"callsign vectors: " + name.encode()).digest()


def checked_u(k, point):
    raw = X25519PrivateKey.from_private_bytes(k.to_bytes(32, "little")).public_key()
    assert raw.public_bytes_raw() == u_of(point)
    return u_of(point)


def from_seed(name, seed, message):
    """An Ed25519 seed, as IdentityKeyPair holds it: RFC 8032 signature, then the sign bit."""
    key = Ed25519PrivateKey.from_private_bytes(seed)
    k = clamp(hashlib.sha512(seed).digest()[:32])
    point = multiply(k, B)
    public = key.public_key().public_bytes_raw()
    assert public == compress(point)
    signature = bytearray(key.sign(message))
    signature[63] |= public[31] & 0x80
    return {
        "name": name,
        "seed": seed.hex(),
        "ed25519": public.hex(),
        "identity_key": identity(checked_u(k, point)),
        "message": message.hex(),
        "signature": b64u(bytes(signature)),
    }


def xeddsa(k, point, message, random):
    """libsignal's calculate_signature: any Montgomery scalar, no seed."""
    prefix = b"\xfe" + b"\xff" * 31
    r = sha512(prefix, k.to_bytes(32, "little"), message, random) % L
    big_r = compress(multiply(r, B))
    a = compress(point)
    s = (r + sha512(big_r, a, message) * k) % L
    Ed25519PublicKey.from_public_bytes(a).verify(big_r + s.to_bytes(32, "little"), message)
    signature = bytearray(big_r + s.to_bytes(32, "little"))
    signature[63] |= a[31] & 0x80
    return bytes(signature)


def montgomery_keys(wanted):
    """Private scalars that come from no Ed25519 seed, half of them of each Edwards sign."""
    found = {0: [], 1: []}
    n = 0
    while min(len(found[0]), len(found[1])) < wanted:
        k = clamp(chance(f"montgomery {n}")[:32])
        point = multiply(k, B)
        if len(found[point[0] & 1]) < wanted:
            found[point[0] & 1].append((n, k, point))
        n += 1
    return [entry for pair in zip(found[0], found[1]) for entry in pair]


def signatures():
    out = []
    for n, k, point in montgomery_keys(8):
        message = chance(f"message {n}")[: 1 + 4 * n]
        out.append(
            {
                "sign": point[0] & 1,
                "scalar": k.to_bytes(32, "little").hex(),
                "identity_key": identity(checked_u(k, point)),
                "message": message.hex(),
                "signature": b64u(xeddsa(k, point, message, chance(f"random {n}"))),
            }
        )
    return out


def forgeries():
    (_, k, point), (_, k2, point2) = montgomery_keys(1)
    message = b"exactly these bytes"
    good = xeddsa(k, point, message, chance("forgery"))
    s = int.from_bytes(good[32:], "little") & (2**255 - 1)
    sign = good[63] & 0x80

    def with_s(value):
        tail = bytearray(value.to_bytes(32, "little"))
        tail[31] |= sign
        return good[:32] + bytes(tail)

    def flipped(i, bit=1):
        return good[:i] + bytes([good[i] ^ bit]) + good[i + 1 :]

    # The y-coordinate of the other root: a twin of the key under u -> 1/u.
    twin = pow(int.from_bytes(u_of(point), "little"), -1, P).to_bytes(32, "little")
    twist = next(u for u in range(2, 99) if square_root(u**3 + 486662 * u * u + u) is None)
    key = identity(u_of(point))
    rows = [
        ("another message", key, b"exactly these bytez", good),
        ("no message", key, b"", good),
        ("one byte more", key, message + b"\0", good),
        ("sign bit flipped", key, message, flipped(63, 0x80)),
        ("first bit of R flipped", key, message, flipped(0)),
        ("sign of R flipped", key, message, flipped(31, 0x80)),
        ("first bit of s flipped", key, message, flipped(32)),
        ("s + L, not reduced", key, message, with_s(s + L)),
        ("s = L - s", key, message, with_s(L - s)),
        ("s = 0", key, message, with_s(0)),
        ("all zero", key, message, bytes(64)),
        ("all ones", key, message, b"\xff" * 64),
        ("R of small order, s = 0", key, message, compress((0, 1)) + bytes(32)),
        ("by another key", key, message, xeddsa(k2, point2, message, chance("other"))),
        ("under another key", identity(u_of(point2)), message, good),
        ("under 1/u", identity(twin), message, good),
        ("under a point of the twist", identity(twist.to_bytes(32, "little")), message, good),
    ]
    good_row = {"identity_key": key, "message": message.hex(), "signature": b64u(good)}
    return good_row, [
        {"why": why, "identity_key": i, "message": m.hex(), "signature": b64u(sig)}
        for why, i, m, sig in rows
    ]


def proofs():
    out = []
    rows = [
        ("alice.example", 1, 4242),
        ("xn--bcher-kva.example", 127, 16383),
        ("a.b.c.alice.co.uk", 64, 1),
    ]
    for n, (sub, device, registration) in enumerate(rows):
        seed = chance(f"proof {n}")[:32]
        key = from_seed("", seed, b"")["identity_key"]
        document = {"sub": sub, "id": device, "registration_id": registration, "identity_key": key}
        canonical = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        message = b"callsign-pop-v1\0" + hashlib.sha256(canonical.encode()).digest()
        out.append(
            document
            | {
                "canonical": canonical,
                "message": message.hex(),
                "seed": seed.hex(),
                "proof": from_seed("", seed, message)["signature"],
            }
        )
    return out


RFC_8032 = [  # section 7.1, tests 1 to 3: seed and message
    ("RFC 8032 test 1", "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60", ""),
    ("RFC 8032 test 2", "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb", "72"),
    ("RFC 8032 test 3", "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7", "af82"),
]

good, forged = forgeries()
print(
    json.dumps(
        {
            "from_seed": [from_seed(n, bytes.fromhex(s), bytes.fromhex(m)) for n, s, m in RFC_8032]
            + [from_seed(f"seed {n}", chance(f"seed {n}")[:32], chance("m")[:33]) for n in range(8)],
            "xeddsa": signatures(),
            "unforged": good,
            "forged": forged,
            "proofs": proofs(),
        },
        indent=1,
    )
)
