-- The staged file is ordered by contact id. DuckDB keeps the order of a scan.
SELECT contact_id, clicked_on, answered_on, answered_yes_on
FROM {{file}}
WHERE contact_id >= $from AND contact_id <= $until
