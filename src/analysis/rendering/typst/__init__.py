"""Notebooks to accessible PDF through Typst: text, markdown, HTML, tables, images and maths as Typst source.

Nothing here imports nbconvert, so a pack can be made without it; `analysis.rendering.pdf` is the exporter.
"""
