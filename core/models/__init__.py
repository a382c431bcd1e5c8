"""Models learnt from marks: which one is used, how good it is, who may change that."""
