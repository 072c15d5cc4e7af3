INSERT INTO label
SELECT label, email_type, email_template, sms_template, metadata, metadata_after_parent, {{text_hash}}
FROM label_text;
TRUNCATE label_text
