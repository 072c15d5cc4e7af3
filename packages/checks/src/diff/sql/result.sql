-- name: totals
SELECT run, email_type, sum(row_count)::BIGINT AS rows FROM diff_total GROUP BY ALL ORDER BY ALL

-- name: tallies
SELECT kind, cause, email_type, sum(row_count)::BIGINT AS row_count, sum(earlier)::BIGINT AS earlier,
  sum(later)::BIGINT AS later, sum(days)::BIGINT AS days
FROM diff_tally
GROUP BY ALL
ORDER BY ALL

-- name: examples
FROM diff_example
QUALIFY row_number() OVER (
  PARTITION BY kind, cause ORDER BY contact_id, email_type, campaign_instance_id, row_in_a, row_in_b
) <= $limit::BIGINT
ORDER BY kind, cause, contact_id, email_type, campaign_instance_id, row_in_a, row_in_b

-- name: states
SELECT state, sum(contacts)::BIGINT AS contacts, sum(no_longer_sent)::BIGINT AS no_longer_sent,
  sum(newly_sent)::BIGINT AS newly_sent, sum(moved)::BIGINT AS moved, sum(otherwise)::BIGINT AS otherwise
FROM diff_state
GROUP BY ALL
ORDER BY contacts DESC, state
