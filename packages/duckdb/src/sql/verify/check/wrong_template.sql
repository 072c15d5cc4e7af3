SELECT
  m.contact_id,
  m.email_type,
  CASE WHEN m.email_template IS DISTINCT FROM template.email_template
    THEN 'email: ' || due_found(template.email_template, m.email_template)
    ELSE 'SMS: ' || due_found(template.sms_template, m.sms_template) END AS detail
FROM verify_matched m
LEFT JOIN verify_email_type t ON t.name = m.due_type
LEFT JOIN verify_campaign_instance i ON i.id = m.due_instance
LEFT JOIN verify_history h ON h.contact_id = m.contact_id AND h.id = m.due_parent
CROSS JOIN LATERAL (
  SELECT
    CASE
      WHEN is_campaign(m.due_type) THEN i.email_template
      WHEN is_campaign(h.email_type) THEN coalesce(i.followup_email_template, t.email_template)
      ELSE t.email_template
    END AS email_template,
    CASE
      WHEN is_campaign(m.due_type) THEN i.sms_template
      WHEN is_campaign(h.email_type) THEN coalesce(i.followup_sms_template, t.sms_template)
      ELSE t.sms_template
    END AS sms_template
) template
WHERE m.found AND m.expected AND NOT m.settled AND m.email_type = m.due_type
  AND (
    m.email_template IS DISTINCT FROM template.email_template OR m.sms_template IS DISTINCT FROM template.sms_template
  )
