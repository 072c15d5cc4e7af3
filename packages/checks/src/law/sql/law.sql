-- name: date_groups
-- The contacts of a run by state and by the dates on which the rules of the state depend. The snapshot also has the rows
-- that were rejected.
SELECT state, birth_date, effective_date, count(*)::INTEGER AS contacts
FROM (
  SELECT
    state,
    CASE WHEN state IN ({{by_birth_date}}) THEN birth_date ELSE ({{no_day}})::INTEGER END AS birth_date,
    CASE WHEN state IN ({{by_effective_date}}) THEN effective_date ELSE ({{no_day}})::INTEGER END AS effective_date
  FROM {{contacts}}
  WHERE findings & {{reject_bits}} = 0
    AND {{orgs}}
    AND row_number NOT IN (SELECT row_number FROM {{rejects}} WHERE reason = 'duplicate_id')
)
GROUP BY ALL
