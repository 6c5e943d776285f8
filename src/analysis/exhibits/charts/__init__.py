"""Drawings: one kind of chart a module. Each takes values with their labels and returns the drawn sheet."""
