b.contact_id = a.contact_id
AND b.kind = a.kind
AND b.event_date IS NOT DISTINCT FROM a.event_date
AND b.campaign_instance_id IS NOT DISTINCT FROM a.campaign_instance_id
AND b.parent_schedule_id IS NOT DISTINCT FROM a.parent_schedule_id
