"""A synthetic nation to try things out on: agencies, documents and figures that are all made up, and say so.

    from analysis.demo import nation
    made = nation(agencies=3377, seed=1)      # path below the workspace → text, nothing written yet

The same numbers make the same bytes. What is stated of one agency hangs on the seed and the agency alone, never
on how many others there are. Everything is marked as invented, and a workspace never holds both kinds.
"""

from .workspace import Demo, Made, make, nation

__all__ = ["Demo", "Made", "make", "nation"]
