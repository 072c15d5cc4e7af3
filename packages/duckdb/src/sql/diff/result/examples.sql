FROM diff_example
QUALIFY row_number() OVER (
  PARTITION BY kind, cause ORDER BY contact_id, email_type, campaign_instance_id, row_in_a, row_in_b
) <= $limit::BIGINT
ORDER BY kind, cause, contact_id, email_type, campaign_instance_id, row_in_a, row_in_b
