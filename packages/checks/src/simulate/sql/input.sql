-- name: present_contacts
SELECT {{contact_columns}}
FROM sim_contact
WHERE arrives_on = getvariable('first_day')
ORDER BY row_number

-- name: campaign_types
SELECT * EXCLUDE (row_number) FROM source_campaign_types ORDER BY row_number

-- name: campaign_instances
SELECT * EXCLUDE (row_number) FROM source_campaign_instances ORDER BY row_number

-- name: organisations
SELECT * EXCLUDE (row_number) FROM source_organisations ORDER BY row_number

-- name: contact_campaigns
SELECT contact_id, campaign_instance_id, trigger_date, status, metadata
FROM source_contact_campaigns
ORDER BY row_number

-- name: history_before
SELECT
  id, contact_id, email_type, scheduled_send_date, status, event_date, campaign_instance_id,
  actual_send_date AS actual_send_datetime, parent_schedule_id
FROM sim_before
WHERE NOT queued

-- name: clicks_before
SELECT contact_id, clicked_on AS clicked_at
FROM source_tracking_clicks
SEMI JOIN sim_present USING (contact_id)

-- name: events_before
SELECT contact_id, event_type, metadata, created_on AS created_at
FROM source_contact_events
SEMI JOIN sim_present USING (contact_id)

-- name: suppressions_before
SELECT contact_id, email, channel, email_type FROM source_suppressions

-- name: arrived_contacts
SELECT {{contact_columns}}
FROM sim_contact
WHERE arrives_on > getvariable('first_day') AND arrives_on <= getvariable('today')
ORDER BY row_number

-- name: history_since
-- The emails sent since the first day, and the emails that were already queued before it.
SELECT
  id, contact_id, email_type, scheduled_send_date, 'sent' AS status, event_date, campaign_instance_id,
  sent_date AS actual_send_datetime, parent_schedule_id
FROM sim_sent
UNION ALL
SELECT
  id, contact_id, email_type, scheduled_send_date,
  CASE WHEN sent_on < getvariable('today') THEN 'sent' ELSE status END, event_date, campaign_instance_id,
  actual_send_date, parent_schedule_id
FROM sim_before
WHERE queued

-- name: plan
SELECT
  NULL::BIGINT AS id, contact_id, email_type, scheduled_send_date, status, event_date, campaign_instance_id,
  NULL::DATE AS actual_send_datetime, NULL::BIGINT AS parent_schedule_id
FROM sim_plan

-- name: clicks_since
SELECT contact_id, clicked_on AS clicked_at FROM sim_click WHERE clicked_on < getvariable('today')

-- name: events_since
SELECT
  contact_id,
  'eligibility_answered' AS event_type,
  '{"has_medical_conditions":' || has_conditions || '}' AS metadata,
  answered_on AS created_at
FROM sim_answer
WHERE answered_on < getvariable('today')

-- name: suppressions_since
SELECT contact_id, NULL::VARCHAR AS email, NULL::VARCHAR AS channel, NULL::VARCHAR AS email_type FROM sim_opt_out WHERE opted_out_on < getvariable('today')

-- name: write
COPY ({{rows}}) TO {{file}} (FORMAT parquet, COMPRESSION lz4_raw)
