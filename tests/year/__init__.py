"""Months and years of an office's life, and their figures counted twice."""
