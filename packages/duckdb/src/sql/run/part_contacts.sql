-- The staged file is ordered by contact id and row number. DuckDB keeps the order of a scan.
SELECT contact_id, org_id, org, state, birth_date, effective_date, suppressed, findings, row_number
FROM {{file}}
WHERE contact_id >= $from AND contact_id <= $until
