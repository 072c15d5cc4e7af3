WITH fault AS (
  SELECT
    contact_id,
    email_type,
    CASE
      WHEN NOT found THEN 'none for the parent ' || due_parent
      WHEN NOT expected THEN 'the parent ' || coalesce(parent_id::VARCHAR, 'none') || ' is due no follow-up'
      WHEN email_type IS DISTINCT FROM due_type THEN due_found(due_type, email_type)
      WHEN dispute = 'wrong_followup'
        THEN due_found(due_status || coalesce(' (' || due_reason || ')', ''), status || coalesce(' (' || reason || ')', ''))
      WHEN instance_id IS DISTINCT FROM due_instance THEN 'campaign instance: ' || due_found(due_instance, instance_id)
      WHEN event_date IS DISTINCT FROM due_event THEN 'an event date that is not the parent''s'
    END AS detail
  FROM verify_matched
  ANTI JOIN verify_lost USING (contact_id)
  SEMI JOIN verify_contact ON verify_contact.id = contact_id
  WHERE is_followup(coalesce(due_type, email_type))
)
SELECT contact_id, email_type, detail
FROM fault
WHERE detail IS NOT NULL
