"""The command line: thin verbs over the audit. See ``cxaudit --help``."""

from cxaudit.cli.entry import main

__all__ = ["main"]
