"""Access tokens and keys that people paste by mistake: never stored, so never in a report."""

from __future__ import annotations

import re

KINDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("a private key", re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----")),
    ("an AWS access key", re.compile(r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b")),
    ("a GitHub token", re.compile(r"\b(?:gh[pousr]_[A-Za-z0-9]{20,}|github_pat_\w{20,})")),
    ("a Slack token", re.compile(r"\bxox[abprs]-[A-Za-z0-9-]{10,}")),
    ("a Google key", re.compile(r"\bAIza[0-9A-Za-z_-]{30,}")),
    ("an API key", re.compile(r"\b(?:sk|rk|pk)[-_](?:live|test|proj|ant)[-_][A-Za-z0-9_-]{10,}")),
    ("a Mailchimp key", re.compile(r"\b[0-9a-f]{32}-us\d{1,2}\b")),
    ("a signed token", re.compile(r"\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}")),
    (
        "a password or token",
        re.compile(
            r"(?i)\b(?:api[_-]?key|secret|password|passwd|access[_-]?token|bearer)\b"
            r"\s*[:=]?\s*[\"']?(?=[^\s\"']*\d)[A-Za-z0-9_\-+/.]{16,}"
        ),
    ),
)


def find_secret(text: str) -> str | None:
    """Return what kind of secret the text seems to hold, in words; None where it holds none."""
    return next((kind for kind, pattern in KINDS if pattern.search(text)), None)
