-- The tables that the days of one configuration change, in the state before the first day.
CREATE OR REPLACE TEMP TABLE sim_sent (
  sent_date DATE, id BIGINT, contact_id BIGINT, org_id BIGINT, email_type VARCHAR, scheduled_send_date DATE,
  scheduled_send_time VARCHAR, send_at TIMESTAMP, status VARCHAR, skip_reason VARCHAR, priority INTEGER,
  campaign_instance_id BIGINT, email_template VARCHAR, sms_template VARCHAR, event_date DATE, ideal_send_date DATE,
  moved_by VARCHAR, parent_schedule_id BIGINT, metadata VARCHAR, scheduler_run_id VARCHAR, kind VARCHAR
);
CREATE OR REPLACE TEMP TABLE sim_yesterday AS SELECT * EXCLUDE (sent_date, id) FROM sim_sent;
CREATE OR REPLACE TEMP TABLE sim_gone AS SELECT *, NULL::DATE AS gone_on FROM sim_yesterday;
CREATE OR REPLACE TEMP TABLE sim_plan AS
SELECT contact_id, email_type, scheduled_send_date, status, event_date, campaign_instance_id
FROM source_email_schedules
SEMI JOIN sim_present USING (contact_id)
WHERE status = 'pre-scheduled';
CREATE OR REPLACE TEMP TABLE sim_click (contact_id BIGINT, clicked_on DATE);
CREATE OR REPLACE TEMP TABLE sim_answer (contact_id BIGINT, answered_on DATE, has_conditions BOOLEAN);
CREATE OR REPLACE TEMP TABLE sim_opt_out (contact_id BIGINT, opted_out_on DATE);
-- Emails that count on a day in addition to the rows of today's run: history and foreseen follow-ups.
CREATE OR REPLACE TEMP TABLE sim_beside (org_id BIGINT, day DATE, emails BIGINT);
CREATE OR REPLACE TEMP TABLE sim_org_day (
  day DATE, org_id BIGINT, contacts BIGINT, cap BIGINT, threshold BIGINT, overload BIGINT
);
CREATE OR REPLACE TEMP TABLE sim_announced (
  contact_id BIGINT, kind VARCHAR, event_date DATE, campaign_instance_id BIGINT, parent_schedule_id BIGINT, day DATE
);
CREATE OR REPLACE TEMP TABLE sim_move (
  moved_on DATE, contact_id BIGINT, org_id BIGINT, email_type VARCHAR, event_date DATE, planned_for DATE, moved_to DATE,
  cause sim_cause, cause_of VARCHAR
)
