INSERT INTO campaign_change_log
SELECT coalesce(max(id), 0) + 1, $now::TIMESTAMP, $author, $campaign_type, $campaign_instance_id::BIGINT, $field, $old_value,
  $new_value, $requires_rescheduling, NULL, NULL
FROM campaign_change_log
