from __future__ import annotations

from base64 import b64encode

import pytest

from scanner.gotemplate.functions.certificates import Certificate
from tests.gotemplate.functions.calls import Case, call, check_error, label


def loaded(certificate: Certificate):  # type: ignore[no-untyped-def]
    """The certificate as the cryptography library reads it, which shows that it is framed properly."""
    from cryptography import x509

    return x509.load_pem_x509_certificate(certificate.cert.encode())


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("", "RSA PRIVATE"),
        ("rsa", "RSA PRIVATE"),
        ("dsa", "DSA PRIVATE"),
        ("ecdsa", "EC PRIVATE"),
        ("ed25519", "PRIVATE"),
    ],
)
def test_private_keys(kind: str, name: str) -> None:
    key = call("genPrivateKey", kind)
    assert key.startswith(f"-----BEGIN {name} KEY-----\n") and key.endswith(f"\n-----END {name} KEY-----\n")
    assert all(len(line) <= 64 for line in key.splitlines())


def test_an_unknown_type_is_given_as_text() -> None:
    assert call("genPrivateKey", "rot13") == "Unknown type rot13"


def test_certificates_say_whom_they_are_for() -> None:
    from cryptography import x509

    authority = call("genCA", "my-ca", 365)
    signed = loaded(call("genSignedCert", "a.example", ["10.0.0.1", "::1"], ["b.example"], 10, authority))
    assert signed.subject.rfc4514_string() == "CN=a.example"
    names = signed.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["b.example"]
    assert [str(address) for address in names.get_values_for_type(x509.IPAddress)] == ["10.0.0.1", "::1"]
    assert (signed.not_valid_after_utc - signed.not_valid_before_utc).days == 10
    assert loaded(authority).extensions.get_extension_for_class(x509.BasicConstraints).value.ca


def test_given_keys_are_kept() -> None:
    key = call("genPrivateKey", "ecdsa")
    assert call("genCAWithKey", "ca", 1, key).key == key
    assert call("genSelfSignedCertWithKey", "a", None, None, 1, key).key == key
    assert call("genSignedCertWithKey", "a", None, None, 1, call("genCA", "ca", 1), key).key == key


def test_certificates_follow_from_the_arguments() -> None:
    assert call("genCA", "x", 1) == call("genCA", "x", 1)
    assert call("genCA", "x", 1) != call("genCA", "y", 1)
    assert call("genSelfSignedCert", "a", None, None, 10**12).cert.startswith("-----BEGIN CERTIFICATE-----")


def encoded(text: str) -> str:
    return b64encode(text.encode()).decode()


def test_a_certificate_of_ones_own() -> None:
    made = call("genCA", "x", 1)
    assert call("buildCustomCert", encoded(made.cert), encoded(made.key)) == made


MADE = call("genCA", "x", 1)
BAD_KEY = "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----\n"

ERRORS: list[Case] = [
    ("genSelfSignedCert", ("a", ["x"], None, 1), "error parsing ip: x"),
    ("genSelfSignedCert", ("a", [1], None, 1), "error parsing ip: 1 is not a string"),
    ("genSelfSignedCert", ("a", None, [1], 1), "error processing alternate dns name: 1 is not a string"),
    ("genCAWithKey", ("a", 1, "x"), "parsing private key: no PEM data in input"),
    (
        "genCAWithKey",
        ("a", 1, MADE.cert),
        "parsing private key: no private key data in PEM block of type CERTIFICATE",
    ),
    ("genCAWithKey", ("a", 1, BAD_KEY), "parsing private key: parsing RSA private key from PEM: asn1: structure error"),
    ("genSignedCert", ("a", None, None, 1, Certificate("", "")), "unable to decode certificate"),
    (
        "genSignedCert",
        ("a", None, None, 1, Certificate(MADE.cert, "")),
        "error parsing private key: no PEM data in input",
    ),
    ("buildCustomCert", ("!", ""), "unable to decode base64 certificate"),
    ("buildCustomCert", ("", "!"), "unable to decode base64 private key"),
    ("buildCustomCert", ("", ""), "unable to decode certificate"),
    ("buildCustomCert", (encoded(MADE.cert), encoded("x")), "error parsing private key: no PEM data in input"),
]


@pytest.mark.parametrize("case", ERRORS, ids=label)
def test_errors(case: Case) -> None:
    check_error(case)
