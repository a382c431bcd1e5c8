"""Statements (回应): who signs them, what an act makes of them, how they move with a merge. Pure."""
