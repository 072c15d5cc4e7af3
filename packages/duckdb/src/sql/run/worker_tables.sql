-- What a worker finds and counts, to be left in files.
CREATE OR REPLACE TABLE reject (contact_id VARCHAR, row_number BIGINT, reason VARCHAR, detail VARCHAR);
CREATE OR REPLACE TABLE warning (contact_id VARCHAR, warning VARCHAR, detail VARCHAR);
-- Counts of emails, by dense organisation number and packed key.
CREATE OR REPLACE TABLE plan_count (org INTEGER, count_key BIGINT, emails INTEGER);
