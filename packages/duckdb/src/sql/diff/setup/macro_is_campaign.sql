CREATE OR REPLACE TEMP MACRO is_campaign(email_type) AS starts_with(email_type, 'campaign_')
