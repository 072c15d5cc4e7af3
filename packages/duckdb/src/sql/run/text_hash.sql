-- The columns that a label holds, in one hash; the metadata of a follow-up without the parent's id, which is a column.
hash({{email_type}}::VARCHAR, {{email_template}}::VARCHAR, {{sms_template}}::VARCHAR, {{send_time}}::VARCHAR, {{metadata}})
