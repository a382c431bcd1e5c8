"""Departments as people ask for them (/dept): what is open there, what ran out, how much was done on time."""
