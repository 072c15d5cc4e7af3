-- Occurrences that were never sent, because the last run that had them skipped them.
CREATE OR REPLACE TEMP TABLE sim_skipped AS
WITH last_seen AS (
  SELECT * EXCLUDE (gone_on), gone_on FROM sim_gone
  UNION ALL
  SELECT *, DATE '9999-12-31' FROM sim_yesterday WHERE scheduled_send_date <= getvariable('last_day')
),
latest AS (
  FROM last_seen
  QUALIFY row_number() OVER (
    PARTITION BY contact_id, kind, event_date, campaign_instance_id, parent_schedule_id ORDER BY gone_on DESC
  ) = 1
),
open AS (
  FROM sim_yesterday WHERE scheduled_send_date > getvariable('last_day')
)
SELECT a.* EXCLUDE (gone_on)
FROM latest a
WHERE a.status = 'skipped'
  AND NOT EXISTS (FROM sim_sent b WHERE {{same}})
  AND NOT EXISTS (FROM open b WHERE {{same}})
