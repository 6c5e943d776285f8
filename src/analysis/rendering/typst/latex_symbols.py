"""LaTeX command names and what they stand for in Typst maths."""

from __future__ import annotations


def _pairs(text: str) -> dict[str, str]:
    words = text.split()
    return dict(zip(words[::2], words[1::2], strict=True))


# Every character here has a glyph in the maths font that Typst brings; a test sets them all.
SYMBOLS = _pairs(
    r"""
    alpha α beta β gamma γ delta δ epsilon ϵ varepsilon ε zeta ζ eta η theta θ vartheta ϑ iota ι kappa κ
    lambda λ mu μ nu ν xi ξ omicron ο pi π varpi ϖ rho ρ varrho ϱ sigma σ varsigma ς tau τ upsilon υ phi ϕ
    varphi φ chi χ psi ψ omega ω Gamma Γ Delta Δ Theta Θ Lambda Λ Xi Ξ Pi Π Sigma Σ Upsilon Υ Phi Φ Psi Ψ
    Omega Ω
    sum ∑ prod ∏ coprod ∐ int ∫ iint ∬ iiint ∭ oint ∮ bigcup ⋃ bigcap ⋂ bigoplus ⨁ bigotimes ⨂ bigvee ⋁
    bigwedge ⋀
    pm ± mp ∓ times × div ÷ cdot ⋅ ast ∗ star ⋆ circ ∘ bullet ∙ oplus ⊕ ominus ⊖ otimes ⊗ oslash ⊘ odot ⊙
    cap ∩ cup ∪ vee ∨ lor ∨ wedge ∧ land ∧ setminus ∖ dagger † ddagger ‡ wr ≀ amalg ⨿ sqcap ⊓ sqcup ⊔
    le ≤ leq ≤ leqslant ⩽ ge ≥ geq ≥ geqslant ⩾ ne ≠ neq ≠ equiv ≡ approx ≈ sim ∼ simeq ≃ cong ≅ propto ∝
    ll ≪ gg ≫ prec ≺ succ ≻ preceq ⪯ succeq ⪰ subset ⊂ supset ⊃ subseteq ⊆ supseteq ⊇ subsetneq ⊊
    supsetneq ⊋ in ∈ notin ∉ ni ∋ mid ∣ nmid ∤ parallel ∥ perp ⟂ vdash ⊢ dashv ⊣ models ⊨ asymp ≍ doteq ≐
    triangleq ≜ coloneqq ≔ lt < gt >
    to → rightarrow → leftarrow ← gets ← leftrightarrow ↔ Rightarrow ⇒ Leftarrow ⇐ Leftrightarrow ⇔
    implies ⟹ impliedby ⟸ iff ⟺ mapsto ↦ longmapsto ⟼ longrightarrow ⟶ longleftarrow ⟵ longleftrightarrow ⟷
    Longrightarrow ⟹ Longleftarrow ⟸ Longleftrightarrow ⟺ uparrow ↑ downarrow ↓ updownarrow ↕ Uparrow ⇑
    Downarrow ⇓ nearrow ↗ searrow ↘ swarrow ↙ nwarrow ↖ hookrightarrow ↪ hookleftarrow ↩ rightharpoonup ⇀
    leftharpoonup ↼ rightleftharpoons ⇌
    infty ∞ partial ∂ nabla ∇ forall ∀ exists ∃ nexists ∄ neg ¬ lnot ¬ emptyset ∅ varnothing ∅ top ⊤ bot ⊥
    angle ∠ measuredangle ∡ triangle △ square □ Box □ diamond ⋄ lozenge ◊ blacksquare ■ clubsuit ♣
    diamondsuit ♢ heartsuit ♡ spadesuit ♠ flat ♭ natural ♮ sharp ♯ aleph ℵ beth ℶ hbar ℏ ell ℓ wp ℘ Re ℜ
    Im ℑ imath ı jmath ȷ prime ′ backslash \\ degree ° S § P ¶ pounds £ checkmark ✓ surd \√
    ldots … dots … cdots ⋯ vdots ⋮ ddots ⋱ dotsc … dotsb ⋯ dotsm ⋯ colon \: vert | Vert ‖ lvert | rvert |
    lVert ‖ rVert ‖ lbrace \{ rbrace \} langle \⟨ rangle \⟩ lfloor \⌊ rfloor \⌋ lceil \⌈
    rceil \⌉ lbrack \[ rbrack \] therefore ∴ because ∵ complement ∁ Alpha Α Beta Β Epsilon Ε Zeta Ζ Eta
    Η Iota Ι Kappa Κ Mu Μ Nu Ν Rho Ρ Tau Τ Chi Χ
    """
)

_NAMES = (
    "arccos arcsin arctan arg cos cosh cot coth csc deg det dim exp gcd hom inf ker lg lim ln log max min "
    "Pr sec sin sinh sup tan tanh"
)
FUNCTIONS = {name: name for name in _NAMES.split()} | {
    "limsup": "lim sup",
    "liminf": "lim inf",
    "argmax": "arg max",
    "argmin": "arg min",
    "bmod": "mod",
}
LIMIT_FUNCTIONS = {
    "lim",
    "max",
    "min",
    "sup",
    "inf",
    "limsup",
    "liminf",
    "det",
    "gcd",
    "Pr",
    "argmax",
    "argmin",
}

# What \not makes of the symbol after it.
NEGATIONS = _pairs("= ≠ ∈ ∉ ∋ ∌ ⊂ ⊄ ⊃ ⊅ ⊆ ⊈ ⊇ ⊉ < ≮ > ≯ ≤ ≰ ≥ ≱ ≡ ≢ ∼ ≁ ≃ ≄ ≅ ≇ ≈ ≉ ∣ ∤ ∥ ∦ ∃ ∄ → ↛ ⇒ ⇏")

ACCENTS = _pairs(
    """
    hat hat widehat hat tilde tilde widetilde tilde bar macron overline overline underline underline vec
    arrow overrightarrow arrow dot dot ddot dot.double acute acute grave grave breve breve check caron
    mathring circle overbrace overbrace underbrace underbrace
    """
)

STYLES = _pairs(
    """
    mathbf bold boldsymbol bold bm bold pmb bold mathrm upright mathit italic mathbb bb mathcal cal mathscr
    scr mathfrak frak mathsf sans mathtt mono mathnormal italic
    """
)

# Escaped with a backslash: bare, Typst would look for the partner of an opening one.
DELIMITERS = {
    "(": "\\(",
    ")": "\\)",
    "[": "\\[",
    "]": "\\]",
    "|": "|",
    "/": "\\/",
    ".": "",
    "<": "\\⟨",
    ">": "\\⟩",
    "\\{": "\\{",
    "\\}": "\\}",
    "\\|": "‖",
    "\\lbrace": "\\{",
    "\\rbrace": "\\}",
    "\\langle": "\\⟨",
    "\\rangle": "\\⟩",
    "\\vert": "|",
    "\\Vert": "‖",
    "\\lvert": "|",
    "\\rvert": "|",
    "\\lVert": "‖",
    "\\rVert": "‖",
    "\\lfloor": "\\⌊",
    "\\rfloor": "\\⌋",
    "\\lceil": "\\⌈",
    "\\rceil": "\\⌉",
}

# Commands that change nothing we could show, alone and with an argument.
_SKIPPED_NAMES = """
    allowbreak bf Big big Bigg bigg biggl Biggl biggr Biggr Bigl bigl Bigr bigr cal centering cr
    displaystyle hline it large left. limits mathstrut nolimits nonumber normalsize notag protect rm
    scriptstyle small strut textstyle
    """
SKIPPED = set(_SKIPPED_NAMES.split())
SKIPPED_WITH_ARGUMENT = {"label", "hspace", "vspace", "phantom", "vphantom", "hphantom", "color"}
SPACES = {",": "thin", ":": "med", ">": "med", ";": "thick", " ": "space", "!": ""}
NAMED_SPACES = {
    "quad": "quad",
    "qquad": "quad quad",
    "thinspace": "thin",
    "enspace": "med",
    "space": "space",
}
MATRICES = {
    "matrix": "#none",
    "smallmatrix": "#none",
    "array": "#none",
    "pmatrix": '"("',
    "bmatrix": '"["',
    "Bmatrix": '"{"',
    "vmatrix": '"|"',
    "Vmatrix": '"||"',
}
_LINE_NAMES = "equation align aligned alignat split gather gathered eqnarray multline flalign"
LINE_ENVIRONMENTS = set(_LINE_NAMES.split())
TEXTS = {"text", "textrm", "textnormal", "textsf", "texttt", "mbox", "textit", "textbf", "hbox"}
