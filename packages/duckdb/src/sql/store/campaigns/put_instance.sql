INSERT OR REPLACE INTO campaign_instances
SELECT $id::BIGINT, $campaign_type, $instance_name, $email_template, $sms_template, $active_start_date::DATE, $active_end_date::DATE,
  $metadata, $org_id::BIGINT
