SELECT contact_id, org_id, org, state, birth_date, effective_date, suppressed, reject, warnings, given_state, row_number
FROM read_parquet({{file}})
WHERE contact_id >= $from AND contact_id <= $until
ORDER BY contact_id, row_number
