-- The same occurrences under both configurations, by type. Follow-ups hang on their parents and are left to the counts.
SELECT
  coalesce(a.kind, b.kind) AS email_type,
  count(*) FILTER (b.contact_id IS NULL) AS lost,
  count(*) FILTER (a.contact_id IS NULL) AS gained,
  count(*) FILTER (a.sent_date <> b.sent_date) AS moved,
  coalesce(sum(abs(b.sent_date - a.sent_date)), 0)::BIGINT AS days_moved
FROM (FROM sim_first_sent WHERE kind <> 'followup') a
FULL JOIN (FROM sim_sent WHERE kind <> 'followup') b
ON {{same}}
GROUP BY ALL
ORDER BY ALL
