"""The review page: a document as it stands, with every mention and what became of it, for a person to check."""

from .page import review_page

__all__ = ["review_page"]
