-- Emails that will have a follow-up if the contact does not react. Planned emails have a `due`, queued emails do not.
-- `foreseen` is false if the follow-up would fall on a day on which the contact may get no email.
CREATE OR REPLACE TEMP TABLE verify_parent AS
WITH email AS (
  SELECT due, contact_id, day, email_type, instance_id
  FROM verify_placed
  WHERE reason IS NULL AND NOT settled AND parent_id IS NULL
  UNION ALL
  SELECT NULL, h.contact_id, h.sent_on, h.email_type, h.campaign_instance_id
  FROM verify_history h
  JOIN verify_contact c ON c.id = h.contact_id AND NOT c.suppressed
  WHERE h.status IN ('scheduled', 'processing')
    AND h.sent_on >= getvariable('as_of')
    AND NOT EXISTS (
      FROM verify_history f
      WHERE f.contact_id = h.contact_id AND f.settles AND is_followup(f.email_type)
        AND CASE WHEN f.parent_schedule_id IS NOT NULL THEN f.parent_schedule_id = h.id ELSE f.sent_on >= h.sent_on END
    )
)
SELECT
  e.due,
  e.contact_id,
  e.day,
  NOT EXISTS (
    FROM verify_window w
    WHERE w.contact_id = e.contact_id AND e.day + getvariable('followup_days_after') BETWEEN w.first_day AND w.last_day
  ) AND NOT EXISTS (
    FROM verify_standing s
    WHERE s.contact_id = e.contact_id AND e.day + getvariable('followup_days_after') BETWEEN s.holds_from AND s.holds_to
  ) AS foreseen
FROM email e
LEFT JOIN verify_campaign_instance i ON is_campaign(e.email_type) AND i.id = e.instance_id
LEFT JOIN verify_campaign_type t ON 'campaign_' || t.name = e.email_type
WHERE getvariable('foresees')
  AND EXISTS (FROM verify_email_type WHERE name = 'followup_1_cold' AND enabled)
  AND (
    e.email_type IN ('birthday', 'effective_date', 'aep', 'post_window')
    OR is_campaign(e.email_type) AND coalesce(i.followups, t.followups, false)
  )
