#!/usr/bin/env python3
"""Makes scts.json: logs, certificates with SCTs of theirs, true ones and lies.

Nothing here comes from the project's own code: certificates and signatures are made by the Python
package "cryptography" (OpenSSL), the structures of RFC 6962 section 3 by struct and hashlib. Each
SCT is signed over a certificate that was really made without the list; that taking the list out of
the final certificate gives the same bytes is checked with the package's own tbs_precertificate_bytes.
Keys are new at every run and thrown away, so a run gives other bytes that must verify all the same.

    python3 generate.py > scts.json
"""

import base64
import datetime
import hashlib
import json
import struct

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

NOW = 1790000000
DAY = 86400
SCT_LIST = x509.ObjectIdentifier("1.3.6.1.4.1.11129.2.4.2")
SHA256, RSA, ECDSA = 4, 1, 3


def b64(b):
    return base64.b64encode(b).decode()


def date(seconds):
    return datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc)


def spki(key):
    return key.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )


def p256():
    return ec.generate_private_key(ec.SECP256R1())


class Log:
    def __init__(self, operator, description, key, kind="rfc6962", interval=None):
        self.operator, self.description, self.key, self.kind = operator, description, key, kind
        self.interval = interval
        self.id = hashlib.sha256(spki(key)).digest()

    def json(self):
        entry = {
            "operator": self.operator,
            "description": self.description,
            "kind": self.kind,
            "log_id": b64(self.id),
            "key": b64(spki(self.key)),
        }
        if self.interval:
            entry["expires_between"] = self.interval
        return entry

    def sign(self, data):
        if isinstance(self.key, rsa.RSAPrivateKey):
            return self.key.sign(data, padding.PKCS1v15(), hashes.SHA256())
        return self.key.sign(data, ec.ECDSA(hashes.SHA256()))


GREEN_1 = Log("Green", "Green 'One'", p256())
GREEN_2 = Log("Green", "Green 'Two'", p256())
BLUE = Log("Blue", "Tiles 'Three'", p256(), "static-ct")
RED = Log("Red", "Red 'RSA'", rsa.generate_private_key(65537, 2048))
SHARD = Log(
    "Yellow",
    "Yellow 'Shard'",
    p256(),
    interval={
        "start_inclusive": date(NOW + 200 * DAY).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "end_exclusive": date(NOW + 400 * DAY).strftime("%Y-%m-%dT%H:%M:%SZ"),
    },
)
DENIED = Log("Nobody", "Nobody 'Public key pair'", p256())
UNKNOWN = Log("Stranger", "Stranger", p256())

ISSUER_KEY = p256()
OTHER_ISSUER_KEY = p256()
ISSUER_NAME = x509.Name(
    [
        x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Let's Encrypt"),
        x509.NameAttribute(NameOID.COMMON_NAME, "V1"),
    ]
)


def leaf_index(n):
    return b"\x00\x00\x05" + n.to_bytes(5, "big")


def vector(b):
    return struct.pack(">H", len(b)) + b


def signed_data(tbs, issuer_spki, timestamp, extensions):
    return (
        b"\x00\x00"  # version v1, certificate_timestamp
        + struct.pack(">Q", timestamp)
        + b"\x00\x01"  # precert_entry
        + hashlib.sha256(issuer_spki).digest()
        + len(tbs).to_bytes(3, "big")
        + tbs
        + vector(extensions)
    )


def sct(
    log,
    timestamp=(NOW - DAY) * 1000 + 123,
    extensions=b"",
    sent_extensions=None,
    sent_timestamp=None,
    sent_id=None,
    issuer_spki=None,
    algorithm=None,
    change=lambda signature: signature,
    version=0,
):
    """A function of the TBSCertificate, because it is not there yet."""

    def make(tbs):
        signature = log.sign(
            signed_data(tbs, issuer_spki or spki(ISSUER_KEY), timestamp, extensions)
        )
        own = (SHA256, RSA if isinstance(log.key, rsa.RSAPrivateKey) else ECDSA)
        return (
            bytes([version])
            + (sent_id or log.id)
            + struct.pack(">Q", timestamp if sent_timestamp is None else sent_timestamp)
            + vector(extensions if sent_extensions is None else sent_extensions)
            + bytes(algorithm or own)
            + vector(change(signature))
        )

    return make


def builder(days=60, more=()):
    made = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([]))
        .issuer_name(ISSUER_NAME)
        .public_key(LEAF_KEY.public_key())
        .serial_number(SERIAL)
        .not_valid_before(date(NOW - 30 * DAY))
        .not_valid_after(date(NOW + days * DAY))
        .add_extension(x509.BasicConstraints(False, None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
    )
    for extension in more:
        # the subject is empty, so the names are critical (RFC 5280 section 4.2.1.6)
        made = made.add_extension(extension, isinstance(extension, x509.SubjectAlternativeName))
    return made


LEAF_KEY = p256()
SERIAL = x509.random_serial_number()
NAMES = x509.SubjectAlternativeName([x509.DNSName("alice.example")])
# The lengths of lists of extensions have another form above 127 and again above 255.
FEW_NAMES = x509.SubjectAlternativeName([x509.DNSName("n%d.alice.example" % i) for i in range(6)])
MANY_NAMES = x509.SubjectAlternativeName([x509.DNSName("n%d.alice.example" % i) for i in range(60)])


def certificate(scts, encode=None, names=NAMES, last=True, days=60):
    """The final certificate, and the TBSCertificate it had before the list."""
    precertificate = builder(days, (names,)).sign(ISSUER_KEY, hashes.SHA256())
    tbs = precertificate.tbs_certificate_bytes
    if scts is None:
        return precertificate, tbs
    serialized = [make(tbs) for make in scts]
    tls = (encode or (lambda all: vector(b"".join(vector(one) for one in all))))(serialized)
    octets = b"\x04" + der_length(len(tls)) + tls
    scts_extension = x509.UnrecognizedExtension(SCT_LIST, octets)
    order = (names, scts_extension) if last else (scts_extension, names)
    final = builder(days, order).sign(ISSUER_KEY, hashes.SHA256())
    assert final.tbs_precertificate_bytes == tbs
    return final, tbs


def der_length(n):
    if n < 128:
        return bytes([n])
    octets = n.to_bytes((n.bit_length() + 7) // 8, "big")
    return bytes([0x80 | len(octets)]) + octets


ISSUER = (
    x509.CertificateBuilder()
    .subject_name(ISSUER_NAME)
    .issuer_name(ISSUER_NAME)
    .public_key(ISSUER_KEY.public_key())
    .serial_number(1)
    .not_valid_before(date(NOW - 300 * DAY))
    .not_valid_after(date(NOW + 300 * DAY))
    .add_extension(x509.BasicConstraints(True, None), critical=True)
    .sign(ISSUER_KEY, hashes.SHA256())
)


def flip(signature):
    return signature[:-1] + bytes([signature[-1] ^ 1])


GOOD = [sct(GREEN_1), sct(BLUE, extensions=leaf_index(2**39 + 7))]
BAD, MISSING, DENY = "fail ct-bad-sct", "fail ct-missing", "fail ct-denied-log"
FEW, ONE, STRANGE = "warn ct-too-few", "warn ct-one-operator", "warn ct-unknown-log"
CASES = []


def case(what, findings, scts, **how):
    final, tbs = certificate(scts, **how)
    CASES.append(
        {
            "what": what,
            "leaf": b64(final.public_bytes(serialization.Encoding.DER)),
            "tbs_sha256": hashlib.sha256(tbs).hexdigest(),
            "findings": findings,
        }
    )


case("two logs of two operators", ["pass"], GOOD)
case("a log with an RSA key", ["pass"], [sct(RED), sct(GREEN_1)])
case("three logs", ["pass"], GOOD + [sct(RED)])
case("the list before another extension", ["pass"], GOOD, last=False)
case("other extensions of 128 to 255 bytes", ["pass"], GOOD, names=FEW_NAMES)
case("other extensions of more than 255 bytes", ["pass"], GOOD, names=MANY_NAMES)
case("a timestamp 60 s ahead", ["pass"], [GOOD[0], sct(RED, timestamp=(NOW + 60) * 1000)])
case("an unknown log beside two good ones", [STRANGE], GOOD + [sct(UNKNOWN)])
case("another version beside two good ones", [STRANGE], GOOD + [sct(RED, version=1)])
case("one SCT", [FEW], GOOD[:1])
case("two SCTs of one log", [FEW], [sct(GREEN_1), sct(GREEN_1, timestamp=(NOW - 2 * DAY) * 1000)])
case("the same SCT twice", [FEW], [GOOD[0], GOOD[0]])
case("two logs of one operator", [ONE], [sct(GREEN_1), sct(GREEN_2)])
case("unknown logs only", [STRANGE, FEW], [sct(UNKNOWN), sct(UNKNOWN)])
case("no list", [MISSING], None)

case("a log that is denied beside two good ones", [DENY], GOOD + [sct(DENIED)])
case("a log that is denied, and the signature broken", [DENY], GOOD + [sct(DENIED, change=flip)])
case("a bit of a signature flipped", [BAD], GOOD + [sct(RED, change=flip)])
case("signed by another log", [BAD], GOOD + [sct(UNKNOWN, sent_id=GREEN_2.id)])
case("two good ones after one forged", [BAD], [sct(GREEN_2, change=flip)] + GOOD)
case("extension bytes changed", [BAD, FEW],
     [GOOD[0], sct(BLUE, extensions=leaf_index(7), sent_extensions=leaf_index(8))])
case("extension bytes taken out", [BAD, FEW],
     [GOOD[0], sct(BLUE, extensions=leaf_index(7), sent_extensions=b"")])
case("extension bytes put in", [BAD, FEW], [GOOD[0], sct(BLUE, sent_extensions=leaf_index(7))])
case("timestamp changed", [BAD, FEW], [GOOD[0], sct(BLUE, sent_timestamp=(NOW - DAY) * 1000 + 124)])
case("issuer_key_hash of another issuer", [BAD, FEW],
     [GOOD[0], sct(BLUE, issuer_spki=spki(OTHER_ISSUER_KEY))])
case("a timestamp 60.001 s ahead", [BAD, FEW], [GOOD[0], sct(RED, timestamp=(NOW + 60) * 1000 + 1)])
case("a timestamp of 64 bits", [BAD, FEW], [GOOD[0], sct(RED, timestamp=2**64 - 1)])
case("a timestamp after the end of the certificate", [BAD, FEW],
     [sct(RED, timestamp=(NOW - 20 * DAY) * 1000), sct(GREEN_1, timestamp=(NOW - 2 * DAY) * 1000)],
     days=-10)
case("a certificate that the shard does not take", [BAD], GOOD + [sct(SHARD)])
case("SHA-1 claimed", [BAD, FEW], [GOOD[0], sct(BLUE, algorithm=(2, ECDSA))])
case("RSA claimed for a P-256 log", [BAD, FEW], [GOOD[0], sct(BLUE, algorithm=(SHA256, RSA))])
case("ECDSA claimed for an RSA log", [BAD, FEW], [GOOD[0], sct(RED, algorithm=(SHA256, ECDSA))])
case("an empty signature", [BAD, FEW], [GOOD[0], sct(BLUE, change=lambda signature: b"")])

def joined(all):
    return b"".join(vector(one) for one in all)


case("an empty list", [BAD], [], encode=lambda all: vector(b""))
case("no list in the extension", [BAD], [], encode=lambda all: b"")
case("a list cut off", [BAD], GOOD, encode=lambda all: vector(joined(all))[:-1])
case("a byte after the list", [BAD], GOOD, encode=lambda all: vector(joined(all)) + b"\x00")
case("an SCT cut off", [BAD], GOOD, encode=lambda all: vector(joined([all[0], all[1][:-1]])))
case("a byte after the signature", [BAD], GOOD,
     encode=lambda all: vector(joined([all[0] + b"\x00", all[1]])))
case("an empty SCT", [BAD], GOOD, encode=lambda all: vector(joined(all + [b""])))
case("an SCT longer than the list", [BAD], GOOD,
     encode=lambda all: vector(vector(all[0]) + struct.pack(">H", len(all[1]) + 1) + all[1]))
case("extensions longer than the SCT", [BAD], GOOD,
     encode=lambda all: vector(joined([all[0], all[1][:41] + b"\xff\xff" + all[1][43:]])))
case("16 SCTs", ["pass"], GOOD * 8)
case("17 SCTs", [BAD], GOOD * 8 + GOOD[:1])

print(
    json.dumps(
        {
            "at": NOW,
            "issuer": b64(ISSUER.public_bytes(serialization.Encoding.DER)),
            "issuer_key_hash": hashlib.sha256(spki(ISSUER_KEY)).hexdigest(),
            "log_list": {
                "version": 1,
                "note": "made by generate.py",
                "denied": [b64(DENIED.id)],
                "logs": [log.json() for log in (GREEN_1, GREEN_2, BLUE, RED, SHARD, DENIED)],
            },
            "certificates": CASES,
        },
        indent=1,
    )
)
