"""Headers of mail with letters beyond ASCII, as RFC 2047 wants them.

Python's own `EmailPolicy` loses the blank between two words where it folds a long subject of many marked letters, and
makes encoded words longer than is allowed; `email.header.Header` does neither. So those headers are folded by it.
"""

from __future__ import annotations

import re
from email.header import Header
from email.policy import EmailPolicy
from typing import Any

_LINE = 76  # characters in a line with encoded words, its beginning included
_ATOMS = re.compile(r"[\w!#$%&'*+/=?^`{|}~ -]*", re.ASCII)


class Folding(EmailPolicy):
    """The policy for messages that go out by SMTP."""

    def fold(self, name: str, value: Any) -> str:
        """The header's lines; every one of them is ASCII."""
        if str(value).isascii():
            return super().fold(name, value)
        return f"{name}: {_encoded(name, value).encode(linesep=self.linesep)}{self.linesep}"

    def fold_binary(self, name: str, value: Any) -> bytes:
        return self.fold(name, value).encode("ascii")


POLICY = Folding(linesep="\r\n")


def _encoded(name: str, value: Any) -> Header:
    if not hasattr(value, "addresses"):
        return Header(str(value), "utf-8", maxlinelen=_LINE, header_name=name)
    header = Header(maxlinelen=_LINE, header_name=name)
    last = len(value.addresses) - 1
    for number, address in enumerate(value.addresses):
        comma = "," if number < last else ""
        shown = address.display_name
        if shown and shown.isascii():
            header.append(
                shown if _ATOMS.fullmatch(shown) else '"' + re.sub(r'(["\\])', r"\\\1", shown) + '"'
            )
        elif shown:
            header.append(shown, "utf-8")
        header.append(f"<{address.addr_spec}>{comma}" if shown else f"{address.addr_spec}{comma}")
    return header
