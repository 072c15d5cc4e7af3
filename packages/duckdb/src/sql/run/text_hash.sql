-- One hash of the columns that a label holds and the send time. The metadata of a follow-up is hashed without the
-- parent's id, which is a column of its own.
hash({{email_type}}::VARCHAR, {{email_template}}::VARCHAR, {{sms_template}}::VARCHAR, {{send_time}}::VARCHAR, {{metadata}})
