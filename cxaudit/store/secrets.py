"""Access tokens and keys that people paste by mistake: never stored, so never in a report."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple


class Kind(NamedTuple):
    """A kind of secret: what it is in words, its shape, and what stands in every one of them.

    ``signs`` are lower case. A text without any, the usual, is not searched for the shape.
    """

    what: str
    shape: re.Pattern[str]
    signs: tuple[str, ...]


KINDS = (
    Kind("a private key", re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----"), ("private key",)),
    Kind("an AWS access key", re.compile(r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b"), ("akia", "asia")),
    Kind(
        "a GitHub token", re.compile(r"\b(?:gh[pousr]_[A-Za-z0-9]{20,}|github_pat_\w{20,})"),
        ("ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_"),
    ),
    Kind("a Slack token", re.compile(r"\bxox[abprs]-[A-Za-z0-9-]{10,}"), ("xox",)),
    Kind("a Google key", re.compile(r"\bAIza[0-9A-Za-z_-]{30,}"), ("aiza",)),
    Kind(
        "an API key",
        re.compile(r"\b(?:sk|rk|pk)[-_](?:live|test|proj|ant)[-_][A-Za-z0-9_-]{10,}"),
        tuple(f"{a}{b}" for a in ("k-", "k_") for b in ("live", "test", "proj", "ant")),
    ),
    Kind("a Mailchimp key", re.compile(r"\b[0-9a-f]{32}-us\d{1,2}\b"),
         tuple(f"-us{digit}" for digit in range(10))),
    Kind(
        "a signed token",
        re.compile(r"\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}"), ("eyj",),
    ),
    Kind(
        "a password or token",
        re.compile(
            r"(?i)\b(?:api[_-]?key|secret|password|passwd|access[_-]?token|bearer)\b"
            r"\s*[:=]?\s*[\"']?(?=[^\s\"']*\d)[A-Za-z0-9_\-+/.]{16,}"
        ),
        ("secret", "passw", "bearer", "apikey", "api_key", "api-key",
         "accesstoken", "access_token", "access-token"),
    ),
)  # fmt: skip


def find_secrets(text: str) -> Iterator[tuple[str, str]]:
    """Give what seems a secret in the text: its kind in words, and the secret itself."""
    folded = text.lower()
    for kind in KINDS:
        if any(sign in folded for sign in kind.signs):
            yield from ((kind.what, hit[0]) for hit in kind.shape.finditer(text))


def find_secret(text: str) -> str | None:
    """Return what kind of secret the text seems to hold, in words; None where it holds none."""
    return next((what for what, _ in find_secrets(text)), None)
