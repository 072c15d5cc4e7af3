-- name: announced
-- How far the sent emails are from the day announced first, in days, by email type and month of sending.
SELECT email_type, month, count(*) AS emails, count(*) FILTER (days = 0) AS on_first_day, sum(days)::BIGINT AS days_moved, max(days) AS worst_days
FROM (
  SELECT a.email_type, strftime(a.sent_date, '%Y-%m') AS month, abs(a.sent_date - b.day) AS days
  FROM sim_sent a
  JOIN sim_announced b ON {{same}}
)
GROUP BY ALL
ORDER BY ALL

-- name: moves_by_cause
SELECT cause::VARCHAR AS cause, cause_of AS "of", count(*) AS moves FROM sim_move GROUP BY ALL ORDER BY ALL

-- name: keep_first
CREATE OR REPLACE TEMP TABLE sim_first_sent AS FROM sim_sent;
CREATE OR REPLACE TEMP TABLE sim_first_plan AS FROM sim_yesterday WHERE status = 'pre-scheduled'

-- name: difference
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

-- name: sent_by_type
SELECT email_type AS name, count(*) AS n FROM sim_sent GROUP BY ALL ORDER BY ALL

-- name: skipped_by_reason
SELECT skip_reason AS name, count(*) AS n FROM sim_skipped GROUP BY ALL ORDER BY ALL

-- name: sent_by_month
SELECT strftime(sent_date, '%Y-%m') AS name, count(*) AS n FROM sim_sent GROUP BY ALL ORDER BY ALL

-- name: sent_by_move
SELECT coalesce(moved_by, 'not_moved') AS name, count(*) AS n FROM sim_sent GROUP BY ALL ORDER BY ALL

-- name: dropped_by_cause
SELECT cause AS name, count(*) AS n FROM sim_dropped WHERE cause IS NOT NULL GROUP BY ALL ORDER BY ALL

-- name: org_loads
-- The number of emails that each organisation sent on each day, including those that the input had queued.
WITH load AS (
  SELECT day, org_id, count(*) AS load
  FROM (
    SELECT sent_date AS day, org_id FROM sim_sent
    UNION ALL
    SELECT b.sent_on, r.org_id
    FROM sim_before b
    JOIN verify_reading r ON r.id = b.contact_id AND r.reason IS NULL
    WHERE b.sent_on BETWEEN getvariable('first_day') AND getvariable('last_day')
  )
  GROUP BY ALL
)
SELECT o.org_id, o.day::VARCHAR AS day, o.contacts, o.day_cap AS cap, o.day_threshold AS threshold, coalesce(l.load, 0) AS load
FROM sim_org_day o
LEFT JOIN load l USING (org_id, day)
ORDER BY o.org_id, o.day

-- name: write_sent
COPY (
  SELECT * EXCLUDE (id, kind) FROM sim_sent ORDER BY sent_date, contact_id, email_type, campaign_instance_id, event_date,
    parent_schedule_id
) TO {{file}} (FORMAT parquet, COMPRESSION zstd)

-- name: write_skipped
COPY (
  SELECT * EXCLUDE (kind) FROM sim_skipped ORDER BY scheduled_send_date, contact_id, email_type, campaign_instance_id,
    event_date, parent_schedule_id
) TO {{file}} (FORMAT parquet, COMPRESSION zstd)
