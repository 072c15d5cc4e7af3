-- The sent log of this chunk of contacts, with further columns that the checks need.
CREATE OR REPLACE TEMP TABLE sim_log AS
SELECT
  s.*,
  s.kind = 'followup' AS is_followup,
  NOT is_campaign(s.email_type) OR coalesce(i.respects, true) AS respects,
  c.arrives_on,
  c.birth_date,
  CASE
    WHEN s.kind = 'followup' THEN NULL
    WHEN s.kind = 'post_window' THEN s.event_date + getvariable('post_window_latest')
    WHEN i.id IS NULL THEN s.event_date
    WHEN i.days_before > 0 THEN least(s.event_date, i.active_end_date)
    ELSE least(s.ideal_send_date + getvariable('campaign_latest'), i.active_end_date)
  END AS latest
FROM sim_sent s
JOIN sim_verified c ON c.id = s.contact_id
LEFT JOIN verify_campaign_instance i ON i.id = s.campaign_instance_id
