SELECT name, respect_exclusion_windows, enable_followups, days_before_event, target_all_contacts, priority, active
FROM campaign_types
ORDER BY name
