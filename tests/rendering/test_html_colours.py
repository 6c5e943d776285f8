"""The colours of the page: enough contrast and a fixed order, light and dark."""

from __future__ import annotations

import re

import pytest

from analysis.rendering.html import TEMPLATES


def palette(scheme: str) -> dict[str, str]:
    style = (TEMPLATES / "briefing.css").read_text(encoding="utf-8")
    blocks = re.findall(r":root \{([^}]*--ink[^}]*)\}", style)
    assert len(blocks) == 2
    found = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", blocks[0]))
    if scheme == "dark":
        dark = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", blocks[1]))
        assert dark.keys() == found.keys(), "every colour has its dark counterpart"
        found = dark
    return found


def contrast(one: str, two: str) -> float:
    """The contrast ratio of WCAG 2.2."""

    def luminance(colour: str) -> float:
        channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    lighter, darker = sorted((luminance(one), luminance(two)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_itself() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    ("text", "ground"),
    [
        ("ink", "paper"), ("ink", "grey-5"), ("ink", "blue-4"), ("ink", "grey-4"), ("grey", "paper"),
        ("grey", "grey-5"), ("link", "paper"), ("link", "grey-5"), ("link", "blue-4"), ("warm", "paper"),
        ("warm", "grey-5"), ("blue", "paper"), ("band-ink", "band"), ("band-soft", "band"),
        # words that charts set on their own colours
        ("paper", "blue"), ("ink", "blue-2"), ("ink", "blue-3"), ("ink", "grey-3"),
    ],
)  # fmt: skip
def test_text_contrast(scheme: str, text: str, ground: str) -> None:
    colours = palette(scheme)
    assert contrast(colours[text], colours[ground]) >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_shades_keep_their_order(scheme: str) -> None:
    colours = palette(scheme)
    blues = [contrast(colours[name], colours["paper"]) for name in ("blue", "blue-2", "blue-3", "blue-4")]
    greys = [contrast(colours[f"grey{n}"], colours["paper"]) for n in ("", "-2", "-3", "-4", "-5")]
    assert blues == sorted(blues, reverse=True)
    assert greys == sorted(greys, reverse=True)
