-- How many violations a check finds, and the first of them.
SELECT contact_id::VARCHAR AS contact_id, email_type, detail, count(*) OVER () AS violations
FROM (
{{check}}
)
ORDER BY ALL
LIMIT {{limit}}
