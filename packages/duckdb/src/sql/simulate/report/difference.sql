-- Compares the occurrences under both configurations, by email type. Follow-ups are left out, because they
-- depend on their parents.
WITH pair AS (
  SELECT
    coalesce(a.kind, b.kind) AS kind,
    coalesce(a.contact_id, b.contact_id) AS contact_id,
    coalesce(a.event_date, b.event_date) AS event_date,
    coalesce(a.campaign_instance_id, b.campaign_instance_id) AS campaign_instance_id,
    NULL::BIGINT AS parent_schedule_id,
    a.sent_date AS sent_before,
    b.sent_date AS sent_after
  FROM (FROM sim_first_sent WHERE kind <> 'followup') a
  FULL JOIN (FROM sim_sent WHERE kind <> 'followup') b
  ON {{same}}
),
fate AS (
  SELECT
    *,
    EXISTS (FROM sim_first_plan b WHERE {{same}}) AS planned_before,
    EXISTS (FROM sim_yesterday b WHERE b.status = 'pre-scheduled' AND {{same}}) AS planned_after
  FROM pair a
)
SELECT
  kind AS email_type,
  count(*) FILTER (sent_after IS NULL AND NOT planned_after) AS lost,
  count(*) FILTER (sent_after IS NULL AND planned_after) AS beyond,
  count(*) FILTER (sent_before IS NULL AND NOT planned_before) AS gained,
  count(*) FILTER (sent_before IS NULL AND planned_before) AS within,
  count(*) FILTER (sent_before <> sent_after) AS moved,
  coalesce(sum(abs(sent_after - sent_before)), 0)::BIGINT AS days_moved
FROM fate
GROUP BY ALL
ORDER BY ALL
