"""A whole incident as one file (导出包): its state, its story, its texts, its evidence, and a list of all that."""
