SELECT i.id, i.campaign_type, i.instance_name, i.active_start_date::VARCHAR AS active_start_date,
  i.active_end_date::VARCHAR AS active_end_date, i.org_id, i.email_template, i.sms_template, i.metadata,
  count(e.contact_id) FILTER (WHERE coalesce(e.status, 'pending') IN ('pending', 'scheduled')) AS enrolled
FROM campaign_instances i LEFT JOIN contact_campaigns e ON e.campaign_instance_id = i.id
GROUP BY ALL
ORDER BY i.id
