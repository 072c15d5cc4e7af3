CASE
  WHEN NOT contact_in_b AND rejected_in_b THEN 'contact_rejected'
  WHEN NOT contact_in_b AND input_differs('contacts') THEN 'contact_gone'
  WHEN setting_differs('email_types.' || a.email_type || '.enabled') THEN 'type_disabled'
  WHEN is_campaign(family) AND NOT instance_in_b THEN 'campaign_ended'
  WHEN is_campaign(family) AND other_event IS NOT NULL THEN 'trigger_changed'
  WHEN is_anniversary(family) AND a.event_date < getvariable('as_of_b') THEN 'event_passed'
  WHEN is_anniversary(family) AND other_event < getvariable('as_of_a') THEN 'event_ahead'
  WHEN family = 'aep' AND other_event IS NOT NULL THEN 'settings'
  WHEN is_anniversary(family) AND other_event IS NOT NULL THEN 'anchor_changed'
  WHEN a.status = 'pre-scheduled' AND a.scheduled_send_date <= getvariable('as_of_b') AND input_differs('email_schedules')
    THEN 'sent_since'
  WHEN family = 'post_window' AND a.event_date + getvariable('post_window_latest_b') < getvariable('as_of_b')
    THEN 'event_passed'
  WHEN family = 'post_window' AND (windows_differ() OR other_event IS NOT NULL) THEN 'window_changed'
  WHEN family = 'post_window' THEN 'nothing_swallowed'
  WHEN family = 'followup'
    AND a.ideal_send_date - getvariable('followup_days_after_a') + getvariable('followup_lookback_b') < getvariable('as_of_b')
    THEN 'followup_lapsed'
  WHEN is_campaign(family) AND input_differs('contact_campaigns') THEN 'enrolment_ended'
  WHEN input_differs('email_schedules') THEN 'settled'
  WHEN is_anniversary(family) AND input_differs('contacts') THEN 'anchor_changed'
  ELSE getvariable('fallback')
END
