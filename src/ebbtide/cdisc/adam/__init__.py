"""ADaM: ADTR (lesions and sums), ADRS (responses) and ADTTE (times to events)."""
