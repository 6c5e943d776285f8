"""A draft sheet for a new document: what a program can read of it, for a person to review.

Nothing here is final: a sheet that is drafted has the status `draft`, and the build refuses it until somebody
has compared it with the document.
"""

from .model import Draft
from .sheet import draft

__all__ = ["Draft", "draft"]
