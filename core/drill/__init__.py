"""Drills (演练): a made-up event played into the group through the whole chain, marked, scored, in no figure."""
