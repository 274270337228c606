"""Addresses and phone numbers inside free text are masked at import."""

from __future__ import annotations

import re

EMAIL = re.compile(r"(?<![\w.!#$%&'*+/=?^`{|}~-])[\w.!#$%&'*+/=?^`{|}~-]++@[\w-]+(?:\.[\w-]+)+")
PHONE = re.compile(
    r"(?<![\w.])(?:\+\d[\d\s().\-/]{6,}\d|\(0?\d{2,5}\)[\s\d.\-/]{5,}\d|0\d[\d\s.\-/]{6,}\d"
    r"|\d{3}[\s.\-]\d{3}[\s.\-]\d{4})(?!\w)",
    re.ASCII,
)
NUMBER_AS_NAME = re.compile(r"\+?[\d\s().*xX•\-]{5,}")
DATE_LIKE = re.compile(r"0?\d{1,2}[/.\-]\d{1,2}[/.\-]\d{2,4}(?:\s.*)?", re.ASCII)


def mask_addresses(text: str) -> str:
    """Return the text with every e-mail address replaced."""
    return EMAIL.sub("[e-mail]", text) if "@" in text else text


def mask_personal(text: str) -> str:
    """Return the text with e-mail addresses and phone numbers replaced."""
    return PHONE.sub(_mask_phone, mask_addresses(text))


def _mask_phone(match: re.Match[str]) -> str:
    found = match.group()
    return found if DATE_LIKE.fullmatch(found.strip()) else "[phone]"


def is_phone(name: str) -> bool:
    """Tell whether what stands for a name is a phone number, masked or not."""
    plain = name.strip()
    return bool(NUMBER_AS_NAME.fullmatch(plain)) and any(c.isdigit() for c in plain)
