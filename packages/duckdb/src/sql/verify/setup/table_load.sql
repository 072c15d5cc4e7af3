-- Emails by organisation and day, as load balancing counts them, before the limits of a contact.
CREATE OR REPLACE TEMP TABLE verify_load (org_id BIGINT, day DATE, emails BIGINT)
