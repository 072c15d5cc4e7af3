-- Emails by organisation and day, before the limits of a contact: what load balancing counts.
CREATE OR REPLACE TEMP TABLE verify_load (org_id BIGINT, day DATE, emails BIGINT)
