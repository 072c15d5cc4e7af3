SELECT id, strftime(changed_at, '%Y-%m-%dT%H:%M:%SZ') AS changed_at, author, campaign_type, campaign_instance_id, field, old_value,
  new_value, requires_rescheduling, rescheduled_by, undone_by
FROM campaign_change_log
WHERE $instance::BIGINT IS NULL OR campaign_instance_id = $instance::BIGINT
ORDER BY id
