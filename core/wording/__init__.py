"""The words of a statement (S1, S2): templates to begin with, advice on a draft, what changed between two versions."""
