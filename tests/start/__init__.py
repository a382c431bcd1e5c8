"""The first start: the proxy, `init`, `doctor`, and from nothing to the first card."""
