-- Emails sent before their earliest day or after their latest day.
SELECT contact_id, email_type, 'sent on ' || sent_date || ', due from ' || earliest || coalesce(' to ' || latest, '') AS detail
FROM (
  SELECT
    contact_id, email_type, sent_date,
    ideal_send_date - CASE WHEN email_type = 'effective_date' AND getvariable('balancing_enabled')
      THEN getvariable('smoothing_window_days') // 2 ELSE 0 END AS earliest,
    CASE WHEN is_followup
      THEN ideal_send_date - getvariable('followup_days_after') + getvariable('followup_lookback')
        + getvariable('followup_spread') - 1
      ELSE latest END AS latest
  FROM sim_log
)
WHERE sent_date < earliest OR sent_date > latest
