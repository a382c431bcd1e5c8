"""Clocks (时限): which run for an incident, until when and why, and whom they call. Pure; rows are storage's."""
