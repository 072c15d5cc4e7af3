CREATE OR REPLACE TEMP MACRO is_anniversary(email_type) AS email_type IN ('birthday', 'effective_date', 'aep')
