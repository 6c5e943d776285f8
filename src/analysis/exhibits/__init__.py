"""An indicator in, something to look at out: charts, tables, key figures and sentences."""
