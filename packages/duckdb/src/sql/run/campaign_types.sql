SELECT name, respect_exclusion_windows, enable_followups, days_before_event, target_all_contacts, priority, active
FROM source_campaign_types
ORDER BY row_number
