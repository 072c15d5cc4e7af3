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
  WHEN a.send_at <> b.send_at THEN 'send_time_changed'
  WHEN a.metadata IS DISTINCT FROM b.metadata THEN
    CASE family WHEN 'post_window' THEN 'stands_for_changed' WHEN 'followup' THEN 'parent_changed'
      ELSE getvariable('fallback') END
  WHEN b.moved_by = 'kept' THEN 'kept'
  WHEN a.moved_by IS DISTINCT FROM b.moved_by THEN 'step_changed'
  ELSE getvariable('fallback')
END
