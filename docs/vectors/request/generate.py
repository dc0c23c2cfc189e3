#!/usr/bin/env python3
"""Makes requests.json: prekey uploads, their digests and signed requests, without a line of Java.

Keys and signatures are by the package "cryptography" (OpenSSL), JSON, hashes and base64 by Python.
Everything but the ML-KEM keys comes from names, and so is the same at every run.

    python3 generate.py > requests.json
"""

import base64
import hashlib
import json

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM1024PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

P = 2**255 - 19
AT = 1790000000
URI = "https://directory.example/v1/callsigns/alice.example/devices/1/prekeys"


def chance(name):
    return hashlib.sha512(b"callsign request vectors: " + name.encode()).digest()[:32]


def b64(b):
    return base64.b64encode(b).decode()


def b64u(b):
    return base64.urlsafe_b64encode(b).decode().rstrip("=")


class Device:
    def __init__(self, name):
        self.key = Ed25519PrivateKey.from_private_bytes(chance(name))
        self.ed25519 = self.key.public_key().public_bytes_raw()
        self.sign = self.ed25519[31] >> 7
        y = int.from_bytes(self.ed25519, "little") & (2**255 - 1)
        u = (1 + y) * pow(1 - y, -1, P) % P
        self.identity = b"\x05" + u.to_bytes(32, "little")

    def plain(self, message):
        return self.key.sign(message)

    def libsignal(self, message):
        signature = bytearray(self.plain(message))
        signature[63] |= self.sign << 7
        return bytes(signature)


def curve(name):
    return b"\x05" + X25519PrivateKey.from_private_bytes(chance(name)).public_key().public_bytes_raw()


def kyber():
    return b"\x08" + MLKEM1024PrivateKey.generate().public_key().public_bytes_raw()


def prekey(device, key_id, key, signed=True):
    entry = {"key_id": key_id, "public_key": b64(key)}
    if signed:
        entry["signature"] = b64(device.libsignal(key))
    return entry


def digest(device, signed_prekey, last_resort):
    parts = device.identity
    for entry in filter(None, [signed_prekey, last_resort]):
        parts += entry["key_id"].to_bytes(8, "big") + base64.b64decode(entry["public_key"])
    return b64u(hashlib.sha256(parts).digest())


def uploads(device):
    whole = {
        "signed_prekey": prekey(device, 2**31 - 1, curve("signed")),
        "pq_last_resort_prekey": prekey(device, 1, kyber()),
        "one_time_prekeys": [
            prekey(device, 0, curve("one-time 0")),
            prekey(device, 31337, curve("one-time 1"), signed=False),
        ],
        "pq_one_time_prekeys": [prekey(device, 2, kyber()), prekey(device, 3, kyber())],
        "replace": True,
    }
    for name, document in [
        ("everything", whole),
        ("the signed prekey", {"signed_prekey": whole["signed_prekey"]}),
        ("one-time prekeys", {"one_time_prekeys": whole["one_time_prekeys"]}),
        ("nothing but replace", {"replace": True}),
    ]:
        signed = document.get("signed_prekey")
        yield {
            "why": name,
            "sign": device.sign,
            "identity_key": b64(device.identity),
            "document": json.dumps(document),
            "digest": signed and digest(device, signed, document.get("pq_last_resort_prekey")),
        }


def request(device, form, payload, name):
    header = {
        "typ": "callsign-request+jws",
        "alg": "EdDSA",
        "kid": "alice.example#1",
        "htm": "PUT",
        "htu": URI,
        "iat": AT,
        "jti": b64u(chance(name)[:16]),
    }
    protected = b64u(json.dumps(header).encode())
    signing_input = f"{protected}.{b64u(payload)}".encode()
    signature = {"plain": device.plain, "libsignal": device.libsignal}[form](signing_input)
    body = {"protected": protected, "payload": b64u(payload), "signature": b64u(signature)}
    return {
        "form": form,
        "sign": device.sign,
        "identity_key": b64(device.identity),
        "jti": header["jti"],
        "payload": payload.decode(),
        "body": json.dumps(body),
    }


even = next(d for d in (Device(f"device {n}") for n in range(99)) if d.sign == 0)
odd = next(d for d in (Device(f"device {n}") for n in range(99)) if d.sign == 1)

print(
    json.dumps(
        {
            "at": AT,
            "method": "PUT",
            "uri": URI,
            "uploads": [row for device in (even, odd) for row in uploads(device)],
            "requests": [
                request(device, form, payload, f"{device.sign} {form} {len(payload)}")
                for device in (even, odd)
                for form in ("plain", "libsignal")
                for payload in (b"", b'{"replace": true}')
            ],
        },
        indent=1,
    )
)
