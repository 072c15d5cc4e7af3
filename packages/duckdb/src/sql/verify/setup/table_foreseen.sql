-- Follow-ups that planned and queued emails will cause, by organisation and day.
CREATE OR REPLACE TEMP TABLE verify_foreseen (org_id BIGINT, day DATE, emails BIGINT)
