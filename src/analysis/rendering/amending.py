"""What a pack says otherwise than its last revision: the account kept with that against the account of now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..errors import DataError, RenderError
from ..paths import Workspace
from . import editions
from .editions import Amendment, Edition, Revision

if TYPE_CHECKING:
    from ..exhibits.context import Context
    from ..indicators.accounts import Account


def account_bytes(context: Context) -> bytes:
    """What a pack says as plain data, in both languages, to be kept with its release."""
    from ..exhibits import accounts

    return accounts.to_bytes(accounts.account(context))


def kept_account(workspace: Workspace, place: str, revision: Revision) -> Account:
    """The account of a released revision; raises RenderError when its file is damaged or cannot be read."""
    from ..exhibits import accounts

    data = editions.read(workspace, place, revision, editions.ACCOUNT)
    try:
        return accounts.from_bytes(data)
    except DataError as error:
        path = editions.frozen(workspace, place, revision.number) / editions.ACCOUNT
        raise RenderError(
            "What a released pack said cannot be compared with what it says now.",
            where=path,
            found=str(error),
            hint="it was written by another version of the program; release the revision with that one",
        ) from error


def amendments(workspace: Workspace, place: str, edition: Edition, context: Context) -> tuple[Amendment, ...]:
    """What `context` says otherwise than the last revision of `edition`, weightiest first; of a pack that was never
    released nothing. Raises RenderError as `kept_account` does.
    """
    if edition.last is None:
        return ()
    from ..exhibits import accounts, change_words
    from ..indicators import changes

    before = kept_account(workspace, place, edition.last)
    found = changes.between(before, accounts.account(context), kind="revisions")
    return tuple(map(Amendment.of, change_words.amendments(found)))
