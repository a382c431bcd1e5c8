"""Official sheets (公文) made of an incident: the report upward, the notice form, the review."""
