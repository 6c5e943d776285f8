"""Traceable briefing packs on Resolution 57-NQ/TW.

Data moves one way: documents, returns → sheets → tables → checks → indicators → exhibits → notebooks →
packs → site. Each folder is one stage; a stage never imports a later one.
"""

__version__ = "0.1.0"
