"""Runs of `briefing render`: a journal written as packs are made, and the report made from it."""
