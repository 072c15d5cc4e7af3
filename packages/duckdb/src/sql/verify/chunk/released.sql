CREATE OR REPLACE TEMP TABLE verify_released (
  contact_id BIGINT, email_type VARCHAR, instance_id BIGINT, event_date DATE, ideal DATE, latest DATE,
  priority INTEGER, respects BOOLEAN, parent_id BIGINT, parent_sent_on DATE, metadata VARCHAR, settled BOOLEAN,
  day DATE, reason VARCHAR, moved_by VARCHAR
)
