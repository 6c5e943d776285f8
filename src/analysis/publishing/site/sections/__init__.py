"""The parts of the site, a module each: see `registry` for what a section offers."""
