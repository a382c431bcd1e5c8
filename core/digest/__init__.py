"""What the lead reads (汇总): figures of a period, the digest (周报), the brief (简报), and what they say."""
