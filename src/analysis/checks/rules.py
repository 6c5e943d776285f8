"""The rules that a checks.toml can call, by name. Each is a pure function of one entry and a view."""

from __future__ import annotations

from .entries import Rule
from .lists import disjoint, listed
from .percentages import fraction, share
from .restated import same
from .sums import at_most, complement, remainder, total

RULES: dict[str, Rule] = {
    rule.name: rule
    for rule in (
        Rule("share", share, required=("figure", "part", "whole"), figures=("figure", "part", "whole")),
        Rule("fraction", fraction, required=("figure", "of"), figures=("figure", "of")),
        Rule(
            "total",
            total,
            required=("total", "parts"),
            optional=("overlap", "of"),
            figures=("total", "parts"),
        ),
        Rule(
            "sum_denominators",
            total,
            required=("total", "parts"),
            optional=("of",),
            figures=("total", "parts"),
        ),
        Rule("complement", complement, required=("figures",), figures=("figures",)),
        Rule(
            "remainder",
            remainder,
            required=("figure", "part"),
            one_of=("whole", "of"),
            figures=("figure", "part", "whole"),
        ),
        Rule(
            "listed",
            listed,
            required=("figure",),
            optional=("kind", "where"),
            one_of=("list", "register", "figures"),
            figures=("figure", "figures"),
            lists=("list",),
        ),
        Rule("same", same, required=("figures",), optional=("series_break",), figures=("figures",)),
        Rule(
            "at_most", at_most, required=("figure", "limit"), figures=("figure", "limit"), numbers=("limit",)
        ),
        Rule(
            "disjoint",
            disjoint,
            required=("lists",),
            optional=("figures",),
            figures=("figures",),
            lists=("lists",),
        ),
    )
}
