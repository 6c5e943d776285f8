"""Every quantity, date, deadline and document number of a document, typed and at its place.

`docs/mentions.md` says what is a mention, where it begins and ends, and what is none.
"""

from .model import Mention, MentionKind, Sense
from .scan import read_mentions

__all__ = ["Mention", "MentionKind", "Sense", "read_mentions"]
