CREATE OR REPLACE TABLE label (
  label INTEGER, email_type {{email_types}}, email_template {{email_templates}}, sms_template {{sms_templates}},
  metadata VARCHAR, metadata_after_parent VARCHAR, text_hash UBIGINT
)
