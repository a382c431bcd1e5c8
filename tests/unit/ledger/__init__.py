"""The ledger: what is asked for, what a row says, how the files are drawn."""
