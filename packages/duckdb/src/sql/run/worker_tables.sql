-- The findings of a worker, which it later writes to files.
CREATE OR REPLACE TABLE reject (contact_id VARCHAR, row_number BIGINT, reason VARCHAR, detail VARCHAR);
CREATE OR REPLACE TABLE warning (contact_id VARCHAR, warning VARCHAR, detail VARCHAR);
