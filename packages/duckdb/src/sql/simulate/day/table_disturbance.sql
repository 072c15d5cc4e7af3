-- The other changes in organisations with moved emails: for each email that appeared or disappeared, its day and the
-- cause. Sent emails are left out. Their follow-ups are left out too if the plan foresaw them. The plan foresees a
-- follow-up on its ideal date. A follow-up whose ideal date is the day of its parent has to catch up on a later day,
-- which the plan does not foresee.
CREATE OR REPLACE TEMP TABLE sim_disturbance AS
WITH sent AS (
  SELECT id FROM sim_sent WHERE sent_date = getvariable('today') - 1
  UNION ALL
  SELECT id FROM sim_before WHERE queued AND sent_on = getvariable('today') - 1
),
difference AS (
  SELECT
    contact_id, org_id, email_type, campaign_instance_id, metadata,
    unnest([scheduled_send_date, new_date]) AS day,
    sim_is_limit(skip_reason) OR sim_is_limit(new_skip_reason) AS is_limit,
    coalesce('exclusion_window' IN (skip_reason, new_skip_reason), false) AS is_window,
    false AS is_new,
    false AS follows_sent,
    false AS foreseen
  FROM sim_change
  WHERE (status = 'pre-scheduled' OR sim_is_limit(skip_reason)
      OR coalesce(new_status = 'pre-scheduled', false) OR sim_is_limit(new_skip_reason))
    AND (status IS DISTINCT FROM new_status OR sim_is_limit(skip_reason) AND new_date <> scheduled_send_date)
  UNION ALL
  SELECT
    contact_id, org_id, email_type, campaign_instance_id, metadata, scheduled_send_date, sim_is_limit(skip_reason), false,
    true, kind = 'followup' AND parent_schedule_id IN (SELECT id FROM sent),
    getvariable('sim_foresees') AND scheduled_send_date = ideal_send_date
  FROM sim_new
  WHERE status = 'pre-scheduled' OR sim_is_limit(skip_reason)
),
turning AS (
  SELECT id, email_type, active_end_date = getvariable('today') - 1 AS ends
  FROM (SELECT *, 'campaign_' || campaign_type AS email_type FROM source_campaign_instances)
  WHERE active_start_date = getvariable('today') OR active_end_date = getvariable('today') - 1
),
caused AS (
  SELECT
    contact_id,
    org_id,
    day,
    CASE
      WHEN contact_id IN (SELECT id FROM sim_contact WHERE arrives_on = getvariable('today')) THEN 'new_contact'
      WHEN contact_id IN (FROM sim_reacted) THEN 'engagement'
      WHEN campaign_instance_id IN (SELECT id FROM turning) THEN 'campaign'
      WHEN email_type = 'post_window' AND EXISTS (
        FROM turning WHERE ends AND list_contains((metadata -> '$.stands_for')::VARCHAR[], turning.email_type)
      )
      THEN 'campaign'
      WHEN is_limit THEN 'limit'
      WHEN is_window THEN 'window'
      WHEN follows_sent THEN CASE WHEN NOT foreseen THEN 'followup' END
      WHEN is_new THEN 'occurrence'
    END::sim_cause AS cause
  FROM difference
  WHERE org_id IN (SELECT org_id FROM sim_moved)
)
FROM caused
WHERE cause IS NOT NULL AND day IS NOT NULL
