INSERT OR REPLACE INTO campaign_types
SELECT $name, $respect_exclusion_windows::BOOLEAN, $enable_followups::BOOLEAN, $days_before_event::INTEGER,
  $target_all_contacts::BOOLEAN, $priority::INTEGER, $active::BOOLEAN
