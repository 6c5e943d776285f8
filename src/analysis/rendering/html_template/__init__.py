"""The HTML page: templates, style, script and words, and the two modules that make cells fit for it.

`cells.html.j2` (an nbconvert template) writes the cells, `body` cleans what they emit and notes what the page
needs to know, `svg` makes drawings follow the page's colours, and `page.html.j2` sets the page around it all.
"""
