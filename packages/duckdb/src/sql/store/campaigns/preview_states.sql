SELECT c.state_code::INTEGER AS state, r.status, r.skip_reason, count(*)::INTEGER AS emails
FROM {{files}} r
JOIN (SELECT contact_id, any_value(state) AS state_code FROM {{contacts}} GROUP BY contact_id) c USING (contact_id)
WHERE r.campaign_instance_id = $instance::BIGINT AND starts_with(r.email_type, 'campaign_')
GROUP BY ALL
ORDER BY emails DESC, state, r.status, r.skip_reason
