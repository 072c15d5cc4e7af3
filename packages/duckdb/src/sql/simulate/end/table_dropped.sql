-- Emails that a run had planned, but that were neither sent, planned nor skipped by later runs. The cause is
-- null if there is none.
CREATE OR REPLACE TEMP TABLE sim_dropped AS
SELECT
  a.*,
  CASE
    WHEN a.kind = 'followup'
      AND a.gone_on > a.ideal_send_date - getvariable('followup_days_after') + getvariable('followup_lookback')
    THEN 'parent_too_old'
    -- After an opt-out, a window that begins later causes no post-window email.
    WHEN EXISTS (FROM sim_opt_out o WHERE o.contact_id = a.contact_id AND o.opted_out_on < a.gone_on)
    THEN 'opted_out'
    -- The campaign email that fell into the window no longer takes part.
    WHEN a.kind = 'post_window' AND EXISTS (
      FROM verify_campaign_instance i
      WHERE i.active_end_date = a.gone_on - 1
        AND list_contains((a.metadata -> '$.stands_for')::VARCHAR[], i.email_type)
    )
    THEN 'campaign_ended'
  END AS cause
FROM sim_gone a
WHERE a.status = 'pre-scheduled'
  AND NOT EXISTS (FROM sim_sent b WHERE {{same}})
  AND NOT EXISTS (FROM sim_yesterday b WHERE {{same}})
  AND NOT EXISTS (FROM sim_gone b WHERE {{same}} AND b.gone_on > a.gone_on)
