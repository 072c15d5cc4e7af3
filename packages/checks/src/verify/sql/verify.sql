-- name: examples
-- The first violations that a check finds, and the number of all its violations.
SELECT contact_id::VARCHAR AS contact_id, email_type, detail, count(*) OVER () AS violations
FROM (
{{check}}
)
ORDER BY ALL
LIMIT {{limit}}
