UPDATE campaign_instances SET active_end_date = $last::DATE WHERE id = $instance::BIGINT
