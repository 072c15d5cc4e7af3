CREATE OR REPLACE TABLE label (
  label INTEGER, email_type {{email_types}}, email_template {{email_templates}}, sms_template {{sms_templates}},
  metadata VARCHAR, metadata_after_parent VARCHAR, text_hash UBIGINT
);
-- Labels on their way into the table.
CREATE OR REPLACE TABLE label_text (
  label INTEGER, email_type VARCHAR, email_template VARCHAR, sms_template VARCHAR, metadata VARCHAR,
  metadata_after_parent VARCHAR
)
