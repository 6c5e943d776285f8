"""The static site: the archive of packs and everything behind them, as files that any folder can hold."""

from __future__ import annotations

from .building import Report, build

__all__ = ["Report", "build"]
