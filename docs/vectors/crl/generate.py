#!/usr/bin/env python3
"""Makes crls.json: issuers, leaves, and revocation lists of the issuers, good and bad.

Keys, certificates and lists are made by the program "openssl" alone (3.0 or newer on the PATH);
Python only writes its configuration files. Keys are new at every run and thrown away, so a run
gives other bytes that must be judged all the same.

    python3 generate.py > crls.json
"""

import base64
import json
import pathlib
import subprocess
import tempfile

AT = 1790000000  # 2026-09-21T14:13:20Z
URI = "http://e1.c.lencr.org/7.crl"
GOOD, REVOKED = "5EED01", "5EED02"
REVOKED_AT = "260901120000Z"

CONFIG = """
[ca]
default_ca = this
[this]
dir = .
database = index.txt
crlnumber = crlnumber
certificate = issuer.pem
private_key = issuer.key
default_md = sha256
[issuer]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign,cRLSign
[leaf]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = serverAuth
subjectAltName = DNS:alice.example
crlDistributionPoints = URI:{uri}
[point]
fullname = URI:{uri}
onlyuser = TRUE
[other]
fullname = URI:http://e1.c.lencr.org/8.crl
onlyuser = TRUE
[authorities]
fullname = URI:{uri}
onlyCA = TRUE
[indirect]
fullname = URI:{uri}
indirectCRL = TRUE
[reasons]
fullname = URI:{uri}
onlysomereasons = keyCompromise
[good]
issuingDistributionPoint = critical,@point
[without_point]
authorityKeyIdentifier = keyid:always
[point_not_critical]
issuingDistributionPoint = @point
[other_point]
issuingDistributionPoint = critical,@other
[for_authorities]
issuingDistributionPoint = critical,@authorities
[of_others]
issuingDistributionPoint = critical,@indirect
[some_reasons]
issuingDistributionPoint = critical,@reasons
[delta]
issuingDistributionPoint = critical,@point
deltaCRL = critical,ASN1:INTEGER:1
[unknown_critical]
issuingDistributionPoint = critical,@point
2.999.1 = critical,ASN1:NULL
""".format(uri=URI)

FRESH = ("20260921130000Z", "20260930130000Z")
LISTS = [
    # what, section of the configuration, period, number, leaf that is judged, expected
    ("a leaf that is not on the list", "good", FRESH, True, GOOD, None),
    ("a revoked leaf", "good", FRESH, True, REVOKED, "revoked"),
    ("a revoked leaf on an old list", "good", ("20260901120000Z", "20260910120000Z"), True, REVOKED, "revoked"),
    ("an old list", "good", ("20260901120000Z", "20260910120000Z"), True, GOOD, "crl-stale"),
    ("a list from the future", "good", ("20260921141421Z", "20260930130000Z"), True, GOOD, "crl-stale"),
    ("a list for eleven days", "good", ("20260921130000Z", "20261002130000Z"), True, GOOD, "crl-stale"),
    ("no CRLNumber", "good", FRESH, False, GOOD, "crl-scope"),
    ("no issuing distribution point", "without_point", FRESH, True, GOOD, "crl-scope"),
    ("an issuing distribution point that is not critical", "point_not_critical", FRESH, True, GOOD, "crl-scope"),
    ("another distribution point", "other_point", FRESH, True, GOOD, "crl-scope"),
    ("authorities only", "for_authorities", FRESH, True, GOOD, "crl-scope"),
    ("an indirect list", "of_others", FRESH, True, GOOD, "crl-scope"),
    ("some reasons only", "some_reasons", FRESH, True, GOOD, "crl-scope"),
    ("a delta list", "delta", FRESH, True, GOOD, "crl-scope"),
    ("an unknown critical extension", "unknown_critical", FRESH, True, GOOD, "crl-scope"),
]


def openssl(folder, *arguments):
    done = subprocess.run(["openssl", *arguments], cwd=folder, capture_output=True)
    if done.returncode:
        raise SystemExit(done.stderr.decode())


def authority(folder, key_options):
    (folder / "openssl.cnf").write_text(CONFIG)
    (folder / "index.txt").write_text(
        f"R\t261201000000Z\t{REVOKED_AT},keyCompromise\t{REVOKED}\tunknown\t/CN=alice.example\n"
        f"R\t261201000000Z\t{REVOKED_AT},superseded\t5EED03\tunknown\t/CN=bob.example\n"
    )
    openssl(folder, "genpkey", *key_options, "-out", "issuer.key")
    openssl(folder, "req", "-x509", "-new", "-key", "issuer.key", "-subj", "/C=US/O=Let's Encrypt/CN=E1",
            "-days", "3650", "-config", "openssl.cnf", "-extensions", "issuer", "-out", "issuer.pem")
    openssl(folder, "genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", "leaf.key")
    openssl(folder, "req", "-new", "-key", "leaf.key", "-subj", "/CN=alice.example", "-config", "openssl.cnf",
            "-out", "leaf.csr")
    for serial in (GOOD, REVOKED):
        openssl(folder, "x509", "-req", "-in", "leaf.csr", "-CA", "issuer.pem", "-CAkey", "issuer.key",
                "-set_serial", "0x" + serial, "-days", "90", "-extfile", "openssl.cnf", "-extensions", "leaf",
                "-out", serial + ".pem")


def revocation_list(folder, section, period, numbered):
    config = CONFIG if numbered else CONFIG.replace("crlnumber = crlnumber\n", "")
    (folder / "openssl.cnf").write_text(config)
    (folder / "crlnumber").write_text("1A2B\n")
    openssl(folder, "ca", "-gencrl", "-config", "openssl.cnf", "-crlexts", section, "-crl_lastupdate", period[0],
            "-crl_nextupdate", period[1], "-out", "crl.pem")
    openssl(folder, "crl", "-in", "crl.pem", "-outform", "DER", "-out", "crl.der")
    return base64.b64encode((folder / "crl.der").read_bytes()).decode()


def main():
    rows = []
    authorities = {
        "ecdsa": ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-384"],
        "rsa": ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"],
    }
    issuers = {}
    for kind, key_options in authorities.items():
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            authority(folder, key_options)
            issuers[kind] = {
                "issuer": (folder / "issuer.pem").read_text(),
                "leaves": {serial: (folder / f"{serial}.pem").read_text() for serial in (GOOD, REVOKED)},
            }
            for what, section, period, numbered, leaf, slug in LISTS:
                rows.append({
                    "what": f"{what} ({kind})",
                    "issuer": kind,
                    "leaf": leaf,
                    "crl": revocation_list(folder, section, period, numbered),
                    "slug": slug,
                })
    print(json.dumps({"at": AT, "uri": URI, "issuers": issuers, "lists": rows}, indent=1))


main()
