"""What every verb is handed: where the workspace is asked for, and how to print."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from cxaudit.cli.printing import print_error
from cxaudit.errors import CxAuditError

if TYPE_CHECKING:
    from cxaudit.audit import Audit, Workspace


@dataclass(frozen=True)
class Where:
    """The workspace as named on the line, or None."""

    root: str | None

    def find(self) -> Workspace:
        """Return the workspace; raises ClientDataError."""
        from cxaudit.audit import find_workspace

        return find_workspace(self.root)

    def open(self, client: str) -> Audit:
        """Return a client's audit; raises ClientDataError."""
        from cxaudit.audit import Audit

        return Audit.open(client, self.root)


@dataclass(frozen=True)
class Context:
    """Where to look and how to print."""

    where: Where
    as_json: bool


def _keep(context: typer.Context, client: str) -> str:
    """Remember which client a verb is about, for the messages that name a next command.

    A client's file that a newer version wrote is said to be opened read-only.
    """
    from cxaudit.store import check_client_id, tell_newer

    context.meta["client"] = client
    with suppress(CxAuditError):
        told = tell_newer(context.obj.where.find().client_folder(check_client_id(client)))
        if told:
            print_error(f"note: {told}")
    return client


Client = Annotated[str, typer.Argument(help="The client's id.", metavar="CLIENT", callback=_keep)]


class Group(TyperGroup):
    """Verbs that belong together."""

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """List the verbs, each with its whole first sentence, wrapped and never cut off."""
        verbs = [(name, self.get_command(ctx, name)) for name in self.list_commands(ctx)]
        told = [(name, " ".join((verb.help or "").split("\n\n")[0].split()))
                for name, verb in verbs if verb and not verb.hidden]  # fmt: skip
        with formatter.section("Commands"):
            formatter.write_dl(told)


class Verbs(Group):
    """The verbs; a refusal about a client names the next command with the client's own id."""

    def invoke(self, ctx: Any) -> Any:
        """Run the verb that was typed."""
        try:
            return super().invoke(ctx)
        except CxAuditError as error:
            client = ctx.meta.get("client")
            raise (error.for_client(client) if client else error) from error.__cause__
