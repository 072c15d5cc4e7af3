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
