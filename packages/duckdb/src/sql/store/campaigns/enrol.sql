INSERT INTO contact_campaigns
SELECT contact_id, $instance::BIGINT, trigger_date, status, metadata FROM enrol_list WHERE outcome = 'take'
