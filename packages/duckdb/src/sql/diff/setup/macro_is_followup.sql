CREATE OR REPLACE TEMP MACRO is_followup(email_type) AS starts_with(email_type, 'followup_')
