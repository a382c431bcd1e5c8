"""The roster (值班表) in people's hands: shown, set by a lead, swapped with consent, handed over. Judged here."""
