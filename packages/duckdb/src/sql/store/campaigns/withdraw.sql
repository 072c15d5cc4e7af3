UPDATE contact_campaigns SET status = 'cancelled'
WHERE campaign_instance_id = $instance::BIGINT AND contact_id IN (SELECT contact_id FROM enrol_list WHERE outcome = 'take')
