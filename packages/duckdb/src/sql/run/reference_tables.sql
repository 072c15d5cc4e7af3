-- Small tables made from the core's data: ZIP prefixes, exceptions, states, email types, history statuses, instances.
CREATE OR REPLACE TABLE zip_prefix (prefix VARCHAR, state UTINYINT);
CREATE OR REPLACE TABLE zip_exception (zip VARCHAR, state UTINYINT);
CREATE OR REPLACE TABLE state_name (name VARCHAR, state UTINYINT);
CREATE OR REPLACE TABLE email_type (name VARCHAR, code SMALLINT);
CREATE OR REPLACE TABLE history_status (name VARCHAR, code UTINYINT);
CREATE OR REPLACE TABLE campaign_instance (id BIGINT, idx INTEGER, type SMALLINT);
CREATE OR REPLACE TABLE reject (contact_id VARCHAR, row_number BIGINT, reason VARCHAR, detail VARCHAR);
CREATE OR REPLACE TABLE warning (contact_id VARCHAR, warning VARCHAR, detail VARCHAR);
-- Whole days since 1970-01-01. The views of the inputs only have dates in the range that can be read.
CREATE OR REPLACE MACRO day_number(d) AS d - DATE '1970-01-01';
