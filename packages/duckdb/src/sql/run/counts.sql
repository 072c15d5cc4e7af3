SELECT t.org_id, l.email_type, {{statuses}}[t.status + 1] AS status, {{skip_reasons}}[t.reason + 1] AS skip_reason,
  {{moves}}[t.moved + 1] AS moved_by, sum(t.row_count)::BIGINT AS "rows"
FROM tally t
JOIN label l USING (label)
GROUP BY ALL
ORDER BY ALL
