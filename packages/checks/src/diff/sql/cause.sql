-- name: moved
CASE
  WHEN a.ideal_send_date <> b.ideal_send_date AND timing_differs(b.email_type) THEN 'timing_changed'
  WHEN a.ideal_send_date <> b.ideal_send_date AND family = 'followup' THEN 'parent_changed'
  WHEN a.ideal_send_date <> b.ideal_send_date AND is_campaign(family) THEN 'campaign_changed'
  WHEN b.moved_by = 'kept' THEN 'kept'
  WHEN b.moved_by = 'catch_up' AND a.status = 'pre-scheduled' AND a.scheduled_send_date < getvariable('as_of_b')
    THEN 'not_sent'
  WHEN b.moved_by = 'catch_up' AND a.moved_by = 'catch_up' AND (setting_differs('load_balancing.catch_up_spread_days')
    OR setting_differs('timing.followup_catch_up_spread_days')) THEN 'spread_changed'
  WHEN b.moved_by = 'catch_up' THEN 'caught_up'
  WHEN organisation_differs(b.org_id) AND (a.moved_by IN ('sending_day', 'daily_cap') OR b.moved_by IN ('sending_day', 'daily_cap'))
    THEN 'organisation_changed'
  WHEN 'sending_day' IN (a.moved_by, b.moved_by) AND setting_differs('sending_days.') THEN 'sending_days_changed'
  WHEN b.moved_by = 'sending_day' AND b.ideal_send_date < getvariable('as_of_b') THEN 'caught_up'
  WHEN a.moved_by = 'daily_cap' OR b.moved_by = 'daily_cap' THEN
    CASE
      WHEN setting_differs('load_balancing.enabled') OR setting_differs('load_balancing.daily_send_percentage_cap')
        OR setting_differs('load_balancing.overage_threshold') OR setting_differs('load_balancing.foresee_followups')
        THEN 'cap_changed'
      ELSE 'plan_changed'
    END
  WHEN a.moved_by = 'smoothing' OR b.moved_by = 'smoothing' THEN
    CASE WHEN setting_differs('load_balancing.') THEN 'smoothing_changed' ELSE 'crowd_changed' END
  ELSE getvariable('fallback')
END

-- name: removed
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

-- name: added
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

-- name: changed
CASE
  WHEN a.skip_reason IS DISTINCT FROM b.skip_reason THEN
    CASE
      WHEN b.skip_reason = 'suppressed' THEN 'opted_out'
      WHEN a.skip_reason = 'suppressed' THEN 'opted_in'
      WHEN b.skip_reason = 'expired' THEN 'expired'
      WHEN a.skip_reason = 'expired' THEN 'not_expired'
      WHEN a.ideal_send_date <> b.ideal_send_date AND timing_differs(b.email_type) THEN 'timing_changed'
      WHEN setting_differs('missing_birth_date') AND 'missing_birth_date' IN (a.skip_reason, b.skip_reason) THEN 'settings'
      WHEN b.skip_reason = 'exclusion_window' AND b.moved_by = 'catch_up' AND a.scheduled_send_date <> b.scheduled_send_date
        THEN 'caught_up_into_window'
      WHEN ('exclusion_window' IN (a.skip_reason, b.skip_reason) OR 'year_round_exclusion' IN (a.skip_reason, b.skip_reason)
        OR 'missing_birth_date' IN (a.skip_reason, b.skip_reason))
        AND (windows_differ() OR (is_campaign(family)
          AND setting_differs('campaign_types.' || substr(family, 10) || '.respect_exclusion_windows'))) THEN 'rules_changed'
      WHEN 'year_round_exclusion' IN (a.skip_reason, b.skip_reason) THEN 'state_changed'
      WHEN b.skip_reason = 'missing_birth_date' THEN 'birth_date_missing'
      WHEN a.skip_reason = 'missing_birth_date' THEN 'birth_date_given'
      WHEN b.skip_reason = 'exclusion_window' THEN 'window_covers'
      WHEN a.skip_reason = 'exclusion_window' THEN 'window_leaves'
      WHEN 'frequency_limit' IN (a.skip_reason, b.skip_reason) AND setting_differs('frequency.') THEN 'settings'
      WHEN 'no_sending_day' IN (a.skip_reason, b.skip_reason) AND organisation_differs(b.org_id) THEN 'organisation_changed'
      WHEN a.skip_reason = 'no_sending_day' AND b.skip_reason IS NULL THEN 'sending_day_found'
      WHEN b.skip_reason IS NOT NULL THEN b.skip_reason
      ELSE 'no_' || a.skip_reason
    END
  WHEN a.email_type <> b.email_type THEN 'engaged'
  WHEN a.scheduled_send_date <> b.scheduled_send_date OR a.ideal_send_date <> b.ideal_send_date THEN {{moved}}
  WHEN a.event_date IS DISTINCT FROM b.event_date THEN 'parent_changed'
  WHEN a.email_template IS DISTINCT FROM b.email_template OR a.sms_template IS DISTINCT FROM b.sms_template
    THEN 'template_changed'
  WHEN a.priority <> b.priority THEN 'priority_changed'
  WHEN a.org_id <> b.org_id THEN 'org_changed'
  WHEN a.send_at <> b.send_at AND organisation_differs(b.org_id) THEN 'organisation_changed'
  WHEN coalesce(a.time_zone, 'America/Chicago') <> coalesce(b.time_zone, 'America/Chicago') THEN 'time_zone_changed'
  WHEN a.send_at <> b.send_at THEN 'send_time_changed'
  WHEN a.metadata IS DISTINCT FROM b.metadata THEN
    CASE family WHEN 'post_window' THEN 'stands_for_changed' WHEN 'followup' THEN 'parent_changed'
      ELSE getvariable('fallback') END
  WHEN a.moved_by IS DISTINCT FROM b.moved_by AND b.moved_by = 'kept' THEN 'kept'
  WHEN a.moved_by IS DISTINCT FROM b.moved_by THEN 'step_changed'
  WHEN a.sms_send_at IS NULL AND b.sms_send_at IS NOT NULL THEN 'text_added'
  WHEN a.sms_send_at IS NOT NULL AND b.sms_send_at IS NULL THEN 'text_removed'
  WHEN a.sms_send_at IS DISTINCT FROM b.sms_send_at OR a.sms_skip_reason IS DISTINCT FROM b.sms_skip_reason
    THEN 'text_changed'
  ELSE getvariable('fallback')
END
