-- The emails sent in the past, with their status.
CREATE VIEW sent AS
WITH send AS (
  FROM sent_birthday
  UNION ALL FROM sent_effective_date
  UNION ALL FROM sent_aep
  UNION ALL FROM sent_campaign
  UNION ALL FROM sent_post_window
)
SELECT
  *,
  CASE
    WHEN draw(id, 'status', 100) < 60 THEN 'sent'
    WHEN draw(id, 'status', 100) < 95 THEN 'delivered'
    ELSE 'failed'
  END AS status,
  NULL::BIGINT AS parent_schedule_id
FROM send
