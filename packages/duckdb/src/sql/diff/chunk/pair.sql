-- Rows that only one run has, and rows that differ. `fields` lists the names of the columns that differ.
CREATE OR REPLACE TEMP TABLE diff_pair AS
SELECT
  coalesce(a.contact_id, b.contact_id) AS contact_id,
  coalesce(a.family, b.family) AS family,
  coalesce(a.campaign_instance_id, b.campaign_instance_id) AS campaign_instance_id,
  CASE
    WHEN b.contact_id IS NULL THEN 'removed'
    WHEN a.contact_id IS NULL THEN 'added'
    WHEN a.status = 'pre-scheduled' AND b.status = 'pre-scheduled' AND a.scheduled_send_date <> b.scheduled_send_date
      THEN 'moved'
    ELSE 'changed'
  END AS kind,
  list_filter([{{changed_fields}}], lambda field: field IS NOT NULL) AS fields,
  a,
  b
FROM a_row a
FULL JOIN b_row b
  ON a.contact_id = b.contact_id AND a.family = b.family AND a.ordinal = b.ordinal
  AND a.campaign_instance_id IS NOT DISTINCT FROM b.campaign_instance_id
  AND a.occurrence IS NOT DISTINCT FROM b.occurrence
  AND a.parent_schedule_id IS NOT DISTINCT FROM b.parent_schedule_id
WHERE {{differs}}
