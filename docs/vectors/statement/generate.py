#!/usr/bin/env python3
"""Makes statements.json: a root, and key statements below it, true ones and lies.

Nothing here comes from the project's own code: certificates and signatures are made by the Python
package "cryptography" (OpenSSL), JSON and hashes by the standard library. Keys are new at every run
and thrown away, so a run gives other bytes that must verify all the same.

    python3 generate.py > statements.json
"""

import base64
import datetime
import hashlib
import json

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa, utils
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

P = 2**255 - 19
NOW = 1790000000
DAY = 86400


def b64u(b):
    return base64.urlsafe_b64encode(b).decode().rstrip("=")


def compact_json(value):
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()


def canonical_json(value):
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False, sort_keys=True).encode()


def name(common, organization=None):
    attributes = [x509.NameAttribute(NameOID.COMMON_NAME, common)]
    if organization:
        attributes.insert(0, x509.NameAttribute(NameOID.ORGANIZATION_NAME, organization))
    return x509.Name(attributes)


def date(seconds):
    return datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc)


def key_usage(**on):
    off = dict.fromkeys(
        "digital_signature content_commitment key_encipherment data_encipherment key_agreement"
        " key_cert_sign crl_sign encipher_only decipher_only".split(),
        False,
    )
    return x509.KeyUsage(**(off | on))


def certificate(subject, key, issuer, issuer_key, days, ca, dns=None):
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(date(NOW - 10 * DAY))
        .not_valid_after(date(NOW + days * DAY))
        .add_extension(x509.BasicConstraints(ca, None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()),
            critical=False,
        )
    )
    if ca:
        builder = builder.add_extension(key_usage(key_cert_sign=True, crl_sign=True), critical=True)
    else:
        builder = (
            builder.add_extension(key_usage(digital_signature=True), critical=True)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
            .add_extension(x509.SubjectAlternativeName([x509.DNSName(dns)]), critical=False)
        )
    return builder.sign(issuer_key, hashes.SHA256())


def curve():
    return ec.generate_private_key(ec.SECP256R1())


ROOT_KEY = curve()
ROOT_NAME = name("Vector Root", "Let's Encrypt")
ROOT = certificate(ROOT_NAME, ROOT_KEY, ROOT_NAME, ROOT_KEY, 3650, True)
ISSUER_KEY = curve()
ISSUER_NAME = name("V1", "Let's Encrypt")
ISSUER = certificate(ISSUER_NAME, ISSUER_KEY, ROOT_NAME, ROOT_KEY, 365, True)


def leaf(key, dns="alice.example"):
    return certificate(name(dns), key, ISSUER_NAME, ISSUER_KEY, 80, False, dns)


def device(sub, number, registration_id, key):
    edwards = key.public_key().public_bytes_raw()
    y = int.from_bytes(edwards, "little") & (2**255 - 1)
    u = (1 + y) * pow(1 - y, -1, P) % P
    identity_key = b64u(b"\x05" + u.to_bytes(32, "little"))
    proven = {"sub": sub, "id": number, "registration_id": registration_id, "identity_key": identity_key}
    message = b"callsign-pop-v1\0" + hashlib.sha256(canonical_json(proven)).digest()
    proof = bytearray(key.sign(message))
    proof[63] |= edwards[31] & 0x80
    return {
        "id": number,
        "registration_id": registration_id,
        "name": f"device {number}",
        "proof": b64u(bytes(proof)),
        "identity_key": identity_key,
        "added_at": NOW - DAY,
    }


def raw(der, size):
    return b"".join(v.to_bytes(size, "big") for v in utils.decode_dss_signature(der))


SIGN = {
    "ES256": lambda key, data: raw(key.sign(data, ec.ECDSA(hashes.SHA256())), 32),
    "ES384": lambda key, data: raw(key.sign(data, ec.ECDSA(hashes.SHA384())), 48),
    "RS256": lambda key, data: key.sign(data, padding.PKCS1v15(), hashes.SHA256()),
    "PS256": lambda key, data: key.sign(
        data, padding.PSS(padding.MGF1(hashes.SHA256()), 32), hashes.SHA256()
    ),
}


def payload(devices, **changes):
    return {
        "iss": "https://alice.example",
        "sub": "alice.example",
        "ver": 1,
        "seq": 1,
        "iat": NOW - 60,
        "exp": NOW + 30 * DAY,
        "devices": devices,
    } | changes


def statement(algorithm, key, document, signing_key=None, cert=None, **header_changes):
    der = [c.public_bytes(serialization.Encoding.DER) for c in (cert or leaf(key), ISSUER)]
    header = {
        "typ": "callsign-statement+jwt",
        "alg": algorithm,
        "x5c": [base64.b64encode(d).decode() for d in der],
        "x5t#S256": b64u(hashlib.sha256(der[0]).digest()),
    } | header_changes
    data = f"{b64u(compact_json(header))}.{b64u(compact_json(document))}"
    return f"{data}.{b64u(SIGN[algorithm](signing_key or key, data.encode()))}"


def main():
    p256, p384 = curve(), ec.generate_private_key(ec.SECP384R1())
    rsa2048 = rsa.generate_private_key(65537, 2048)
    phone, laptop = ed25519.Ed25519PrivateKey.generate(), ed25519.Ed25519PrivateKey.generate()
    one = [device("alice.example", 1, 4242, phone)]
    two = one + [device("alice.example", 2, 16383, laptop)]
    first = statement("ES256", p256, payload(one))
    announced = hashlib.sha256(
        p384.public_key().public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )
    ).digest()
    second = payload(
        two,
        seq=2,
        prev=b64u(hashlib.sha256(first.encode()).digest()),
        next=b64u(announced),
        mailbox=["wss://relay.example/v1/mailboxes/AAAA"],
        unknown={"kept": "and ignored"},
    )
    order_8 = "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800"
    small = one[0] | {"identity_key": b64u(b"\x05" + bytes.fromhex(order_8))}
    bobs = curve()
    rows = [
        ("first, ES256", first, []),
        ("second, ES256", statement("ES256", p256, second), []),
        ("ES384", statement("ES384", p384, payload(two)), []),
        ("RS256", statement("RS256", rsa2048, payload(two)), []),
        ("PS256", statement("PS256", rsa2048, payload(two)), []),
        ("signed by another key", statement("ES256", p256, payload(one), curve()), ["statement-signature"]),
        ("a header member too many", statement("ES256", p256, payload(one), kid="1"), ["statement-header"]),
        (
            "certificate of another name",
            statement("ES256", bobs, payload(one), cert=leaf(bobs, "bob.example")),
            ["name-mismatch"],
        ),
        (
            "device of another callsign",
            statement("ES256", p256, payload([device("bob.example", 1, 4242, phone)])),
            ["statement-proof"],
        ),
        ("identity key of order 8", statement("ES256", p256, payload([small])), ["statement-device-key"]),
        ("expired", statement("ES256", p256, payload(one, exp=NOW)), ["statement-expired"]),
        ("61 s ahead", statement("ES256", p256, payload(one, iat=NOW + 61)), ["statement-future"]),
        ("for bob", statement("ES256", p256, payload(one, sub="bob.example")), ["statement-subject"]),
        ("version 2", statement("ES256", p256, payload(one, ver=2)), ["statement-malformed"]),
    ]
    print(
        json.dumps(
            {
                "callsign": "alice.example",
                "at": NOW,
                "root": ROOT.public_bytes(serialization.Encoding.PEM).decode(),
                "first_sha256": second["prev"],
                "next": second["next"],
                "statements": [{"what": w, "compact": c, "failures": f} for w, c, f in rows],
            },
            indent=1,
        )
    )


main()
