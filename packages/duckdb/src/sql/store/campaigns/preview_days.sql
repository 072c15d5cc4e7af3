SELECT strftime(scheduled_send_date, '%Y-%m-%d') AS date, org_id, count(*)::INTEGER AS emails
FROM {{files}}
WHERE campaign_instance_id = $instance::BIGINT AND starts_with(email_type, 'campaign_') AND status = 'pre-scheduled'
GROUP BY ALL
ORDER BY date, org_id
