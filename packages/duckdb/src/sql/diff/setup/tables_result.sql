CREATE OR REPLACE TEMP TABLE diff_total (run VARCHAR, email_type VARCHAR, row_count BIGINT);
CREATE OR REPLACE TEMP TABLE diff_tally (
  kind VARCHAR, cause VARCHAR, email_type VARCHAR, row_count BIGINT, earlier BIGINT, later BIGINT, days BIGINT
);
CREATE OR REPLACE TEMP TABLE diff_example (
  kind VARCHAR, cause VARCHAR, contact_id BIGINT, email_type VARCHAR, campaign_instance_id BIGINT,
  parent_schedule_id BIGINT, event_date DATE, fields VARCHAR, row_in_a VARCHAR, row_in_b VARCHAR
)
