-- Follow-ups that were planned when their parent had become too old for one.
SELECT count(*) AS n
FROM sim_gone a
WHERE a.status = 'pre-scheduled'
  AND a.kind = 'followup'
  AND a.gone_on > a.ideal_send_date - getvariable('followup_days_after') + getvariable('followup_lookback')
  AND NOT EXISTS (FROM sim_sent b WHERE {{same}})
