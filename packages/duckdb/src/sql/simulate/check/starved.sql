-- Emails that a run had planned, and that later runs neither planned nor skipped nor had sent.
SELECT a.contact_id, a.email_type, 'planned for ' || a.scheduled_send_date || ' until the run of ' || a.gone_on AS detail
FROM sim_gone a
JOIN sim_verified c ON c.id = a.contact_id
WHERE a.status = 'pre-scheduled'
  AND NOT (
    -- Its parent has become too old for a follow-up.
    a.kind = 'followup'
    AND a.gone_on > a.ideal_send_date - getvariable('followup_days_after') + getvariable('followup_lookback')
  )
  -- After an opt-out nothing is swallowed any more, so nothing follows a window that has not begun.
  AND NOT EXISTS (FROM sim_opt_out o WHERE o.contact_id = a.contact_id AND o.opted_out_on < a.gone_on)
  AND NOT EXISTS (FROM sim_sent b WHERE {{same}})
  AND NOT EXISTS (FROM sim_yesterday b WHERE {{same}})
  AND NOT EXISTS (FROM sim_gone b WHERE {{same}} AND b.gone_on > a.gone_on)
