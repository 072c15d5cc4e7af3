-- Occurrences that were sent more than once, or although history already has them.
SELECT contact_id, kind AS email_type, 'sent ' || count(*) || ' times for ' || coalesce(event_date::VARCHAR, 'its event') AS detail
FROM sim_log
GROUP BY contact_id, kind, campaign_instance_id, event_date, parent_schedule_id
HAVING count(*) > 1
UNION ALL
SELECT s.contact_id, s.email_type, 'sent on ' || s.sent_date || ' although history has it on ' || coalesce(b.sent_on::VARCHAR, 'some day')
FROM sim_log s
JOIN sim_before b ON b.contact_id = s.contact_id
  AND b.email_type = s.email_type
  AND CASE
    WHEN is_campaign(s.email_type) AND b.campaign_instance_id IS DISTINCT FROM s.campaign_instance_id THEN false
    WHEN b.event_date IS NOT NULL THEN b.event_date = s.event_date
    ELSE is_campaign(s.email_type) OR b.sent_on BETWEEN s.ideal_send_date - 60 AND s.latest
  END
WHERE NOT s.is_followup
UNION ALL
SELECT s.contact_id, s.email_type, 'a second follow-up of row ' || s.parent_schedule_id
FROM sim_log s
JOIN sim_before b ON b.contact_id = s.contact_id
  AND is_followup(b.email_type)
  AND b.parent_schedule_id = s.parent_schedule_id
WHERE s.is_followup
