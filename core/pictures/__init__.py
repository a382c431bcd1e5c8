"""Pictures (图) as plain values: what they show, before anybody draws them."""
