-- Follow-ups: one for each email that was sent in the lookback period and has had no follow-up. The type depends on
-- what the contact has done since.
CREATE OR REPLACE TEMP TABLE verify_candidate AS
WITH parent AS (
  SELECT
    h.*,
    i.instance_name,
    coalesce(i.priority, c.priority, t.priority) AS priority
  FROM verify_history h
  LEFT JOIN verify_campaign_instance i ON is_campaign(h.email_type) AND i.id = h.campaign_instance_id
  LEFT JOIN verify_campaign_type c ON 'campaign_' || c.name = h.email_type
  LEFT JOIN verify_email_type t ON t.name = h.email_type AND NOT is_followup(t.name)
  WHERE h.status IN ('sent', 'delivered')
    AND h.id IS NOT NULL
    AND h.sent_on BETWEEN getvariable('as_of') - getvariable('followup_lookback') AND getvariable('as_of')
    AND (t.name IS NOT NULL OR is_campaign(h.email_type) AND coalesce(i.followups, c.followups, false))
  QUALIFY row_number() OVER (PARTITION BY h.contact_id, h.id ORDER BY h.sent_on DESC, h.row_number) = 1
),
done AS (
  SELECT DISTINCT p.id
  FROM parent p
  JOIN verify_history f ON f.contact_id = p.contact_id
  WHERE f.settles
    AND is_followup(f.email_type)
    AND CASE WHEN f.parent_schedule_id IS NOT NULL THEN f.parent_schedule_id = p.id ELSE f.sent_on >= p.sent_on END
),
due AS (
  SELECT
    p.*,
    CASE
      WHEN e.answered_yes_on >= p.sent_on THEN 'followup_4_hq_with_yes'
      WHEN e.answered_on >= p.sent_on THEN 'followup_3_hq_no_yes'
      WHEN e.clicked_on >= p.sent_on THEN 'followup_2_clicked_no_hq'
      ELSE 'followup_1_cold'
    END AS followup_type
  FROM parent p
  ANTI JOIN done ON done.id = p.id
  LEFT JOIN verify_engagement e ON e.contact_id = p.contact_id
)
SELECT
  row_number() OVER () AS candidate,
  d.contact_id,
  d.followup_type AS email_type,
  d.campaign_instance_id AS instance_id,
  d.event_date,
  d.sent_on + getvariable('followup_days_after') AS ideal,
  greatest(d.sent_on + getvariable('followup_days_after'), d.sent_on + getvariable('followup_lookback')) AS latest,
  d.priority,
  true AS respects,
  d.id AS parent_id,
  d.sent_on AS parent_sent_on,
  '{"parent_schedule_id":' || d.id
    || ',"parent_email_type":' || to_json(d.email_type)::VARCHAR
    || ',"behavior":"' || substr(d.followup_type, 12)
    || '","campaign_name":' || coalesce(to_json(d.instance_name)::VARCHAR, 'null') || '}' AS metadata,
  false AS keeps,
  getvariable('followup_spread') AS spread,
  'followup' AS hash_name,
  year(coalesce(d.event_date, d.sent_on)) AS hash_year
FROM due d
JOIN verify_email_type t ON t.enabled AND t.name = d.followup_type
