"""Where the command starts and ends: options anywhere, exit codes, errors in one message."""

from __future__ import annotations

import errno
import sys
import traceback
from collections.abc import Sequence

from cxaudit.cli.printing import print_error, print_json
from cxaudit.errors import ClientDataError, CxAuditError

GLOBAL_FLAGS = ("--json",)
GLOBAL_OPTIONS = ("--root",)
REFUSED_BY_THE_MACHINE = (
    errno.EACCES, errno.EPERM, errno.ENOSPC, errno.EROFS, errno.EDQUOT, errno.ENOTDIR,
    errno.EISDIR, errno.ENAMETOOLONG,
)  # fmt: skip


def main(argv: Sequence[str] | None = None) -> None:
    """Run one verb and end the process with its exit code."""
    sys.exit(run(list(sys.argv[1:] if argv is None else argv)))


def run(argv: list[str]) -> int:
    """Run one verb; return 0 done, 1 defect, 2 refused, 3 some failed, 4 locked, 130 stopped."""
    arguments = hoist(argv) or ["--help"]
    as_json = "--json" in arguments
    try:
        from cxaudit.cli.verbs import app

        ended = app(arguments, standalone_mode=False)
        return ended if isinstance(ended, int) else 0
    except CxAuditError as error:
        _tell(error.to_json(), error.in_words(), as_json)
        return error.exit_code
    except KeyboardInterrupt:
        print_error("interrupted")
        return 130
    except BrokenPipeError:
        return 0
    except OSError as error:
        return _end_by_disk(error, as_json)
    except Exception as error:  # noqa: BLE001 - the last line before the person
        return _end_by(error, as_json)


def _end_by_disk(error: OSError, as_json: bool) -> int:
    """Refuse what the machine refuses: no permission, no space, no such kind of place."""
    if error.errno not in REFUSED_BY_THE_MACHINE:
        return _end_by(error, as_json)
    refused = ClientDataError(
        "the file or folder cannot be read or written", file=str(error.filename or "") or None,
        found=error.strerror, next="free the disk or mend the permissions, then try again",
    )  # fmt: skip
    _tell(refused.to_json(), refused.in_words(), as_json)
    return refused.exit_code


def _end_by(error: Exception, as_json: bool) -> int:
    name = type(error).__name__
    if name == "Exit":
        return int(getattr(error, "exit_code", 0))
    if name == "Abort":
        print_error("interrupted")
        return 130
    if hasattr(error, "format_message"):
        message = error.format_message()
        next_move = "see: cxaudit --help, or cxaudit VERB --help"
        fault = {"kind": "refused", "message": message, "file": None, "place": None,
                 "found": None, "wanted": None, "next": next_move}  # fmt: skip
        _tell(fault, f"{message}\n  next:   {next_move}", as_json)
        return 2
    fault = {"kind": "defect", "message": f"{name}: {error}", "file": None, "place": None,
             "found": None, "wanted": None, "next": "report it with what you typed"}  # fmt: skip
    _tell(
        fault, "a defect of cxaudit itself:\n" + "".join(traceback.format_exception(error)), as_json
    )
    return 1


def _tell(fault: dict[str, str | None], words: str, as_json: bool) -> None:
    if as_json:
        print_json({"error": fault})
    print_error(words)


def hoist(argv: list[str]) -> list[str]:
    """Return the arguments with --json and --root DIR in front, wherever they were typed."""
    front: list[str] = []
    rest: list[str] = []
    waiting = iter(argv)
    for word in waiting:
        if word == "--":
            rest += [word, *waiting]
        elif word in GLOBAL_FLAGS:
            front.append(word)
        elif word in GLOBAL_OPTIONS:
            front += [
                word,
                *([following] if (following := next(waiting, None)) is not None else []),
            ]
        elif word.startswith(tuple(f"{option}=" for option in GLOBAL_OPTIONS)):
            front.append(word)
        else:
            rest.append(word)
    return front + rest
