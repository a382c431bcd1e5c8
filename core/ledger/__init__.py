"""The ledger (台账): one row per incident, as these offices keep it on paper."""
