CASE
  WHEN NOT contact_in_a AND rejected_in_a THEN 'contact_accepted'
  WHEN NOT contact_in_a AND input_differs('contacts') THEN 'contact_new'
  WHEN setting_differs('email_types.' || b.email_type || '.enabled') THEN 'type_enabled'
  WHEN is_campaign(family) AND NOT instance_in_a THEN 'campaign_started'
  WHEN is_campaign(family) AND other_event IS NOT NULL THEN 'trigger_changed'
  WHEN is_anniversary(family) AND other_event < getvariable('as_of_b') THEN 'next_occurrence'
  -- The occurrence a year before was settled, so it has no row in A. One day is added for anniversaries of 29 February.
  WHEN is_anniversary(family) AND other_event IS NULL
    AND b.event_date - INTERVAL 1 YEAR + INTERVAL 1 DAY >= getvariable('as_of_a')
    AND b.event_date - INTERVAL 1 YEAR < getvariable('as_of_b') THEN 'next_occurrence'
  WHEN is_anniversary(family) AND b.event_date < getvariable('as_of_a') THEN 'event_ahead'
  WHEN family = 'aep' AND other_event IS NOT NULL THEN 'settings'
  WHEN is_anniversary(family) AND other_event IS NOT NULL THEN 'anchor_changed'
  WHEN family = 'post_window' AND (windows_differ() OR other_event IS NOT NULL) THEN 'window_changed'
  WHEN family = 'post_window' AND getvariable('as_of_b') > getvariable('as_of_a') THEN 'window_began'
  WHEN family = 'post_window' THEN 'newly_swallowed'
  WHEN family = 'followup' AND (input_differs('email_schedules')
    OR b.ideal_send_date - getvariable('followup_days_after_b') > getvariable('as_of_a')) THEN 'parent_sent'
  WHEN is_campaign(family) AND input_differs('contact_campaigns') THEN 'enrolled'
  WHEN is_anniversary(family) AND input_differs('contacts') AND NOT input_differs('email_schedules') THEN 'anchor_changed'
  WHEN input_differs('email_schedules') THEN 'unsettled'
  ELSE getvariable('fallback')
END
