CREATE TABLE campaign_type AS
FROM (VALUES
  ('rate_increase', true, true, 14, false, 1, true),
  ('seasonal_promo', true, true, 7, false, 5, true),
  ('initial_blast', false, false, 0, true, 10, true),
  ('regulatory_notice', false, false, 0, true, 1, true),
  ('policy_update', true, true, 7, false, 3, true),
  ('wellness_check', true, false, -3, false, 8, true)
) type(
  name, respect_exclusion_windows, enable_followups, days_before_event, target_all_contacts, priority, active
)
