-- Campaign instances that are active, ahead, ended or without dates. The two that target all contacts belong to the
-- smallest organisations, so that they stay a small part of a day's volume.
CREATE TABLE campaign_instance AS
SELECT
  id::BIGINT AS id,
  campaign_type,
  instance_name,
  campaign_type || '_' || id AS email_template,
  CASE WHEN id % 2 = 1 THEN campaign_type || '_sms_' || id END AS sms_template,
  getvariable('as_of') + starts AS active_start_date,
  getvariable('as_of') + ends AS active_end_date,
  metadata,
  org::BIGINT AS org_id
FROM (VALUES
  (1, 'rate_increase', 'Plan G rates', -45, 60, NULL, NULL),
  (2, 'seasonal_promo', 'Autumn check-up', -60, 45, NULL, NULL),
  (3, 'policy_update', 'Provider directory', -30, 90, NULL, NULL),
  (4, 'wellness_check', 'Flu season', -40, 50, NULL, NULL),
  (5, 'rate_increase', 'Plan N rates', 30, 120, NULL, NULL),
  (6, 'seasonal_promo', 'Summer offer', -150, -20, NULL, NULL),
  (7, 'regulatory_notice', 'Privacy notice', -3, 27, NULL, getvariable('orgs')),
  (8, 'initial_blast', 'Welcome', -5, 55, NULL, greatest(1, getvariable('orgs') - 1)),
  (9, 'policy_update', 'Premium due dates', -10, 40, '{"respect_exclusion_windows":false,"priority":2}', NULL),
  (10, 'rate_increase', 'Plan F rates', -20, 70, '{"days_before_event":21,"enable_followups":false}', NULL),
  (11, 'seasonal_promo', 'Household discount', -15, 75, '{"priority":4}', 1),
  (12, 'wellness_check', 'Annual visit', NULL, NULL, NULL, NULL)
) instance(id, campaign_type, instance_name, starts, ends, metadata, org)
