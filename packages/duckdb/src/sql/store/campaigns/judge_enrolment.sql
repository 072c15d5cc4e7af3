-- The rows of a list of contacts to enrol, each with its outcome: `take`, `unchanged`, or the
-- reason why it is rejected.
CREATE OR REPLACE TEMP TABLE enrol_list AS
WITH given AS (
  SELECT row_number, contact_id, coalesce(trigger_date, $trigger_date::DATE) AS trigger_date,
    coalesce(lower(nullif(trim(status), '')), $status) AS status, nullif(trim(metadata), '') AS metadata,
    trigger_date IS NULL AND trim(coalesce(trigger_date_text, '')) <> '' AS unreadable
  FROM source_contact_campaigns
), judged AS (
  SELECT *, CASE
    WHEN contact_id IS NULL THEN 'invalid_contact_id'
    WHEN contact_id NOT IN (SELECT id FROM contacts) THEN 'unknown_contact'
    WHEN unreadable THEN 'invalid_trigger_date'
    WHEN trigger_date IS NULL AND $start::DATE IS NULL THEN 'missing_trigger_date'
    WHEN status NOT IN ({{statuses}}) THEN 'unknown_status'
    WHEN metadata IS NOT NULL AND json_type(try_cast(metadata AS JSON)) IS DISTINCT FROM 'OBJECT' THEN 'invalid_metadata'
  END AS reason
  FROM given
), enrolled AS (
  SELECT contact_id, count(*) AS times, any_value(trigger_date) AS trigger_date,
    coalesce(any_value(status), 'pending') AS status, any_value(metadata) AS metadata
  FROM contact_campaigns
  WHERE campaign_instance_id = $instance::BIGINT
  GROUP BY contact_id
)
SELECT j.row_number, j.contact_id, j.trigger_date, j.status, j.metadata, CASE
  WHEN j.reason IS NOT NULL THEN j.reason
  -- Of several rows for one contact, the first valid row is taken.
  WHEN row_number() OVER (PARTITION BY j.contact_id, j.reason IS NULL ORDER BY j.row_number) > 1 THEN 'duplicate'
  WHEN e.times = 1 AND e.trigger_date IS NOT DISTINCT FROM j.trigger_date AND e.status = j.status
    AND e.metadata IS NOT DISTINCT FROM j.metadata THEN 'unchanged'
  ELSE 'take'
END AS outcome
FROM judged j
LEFT JOIN enrolled e ON e.contact_id = j.contact_id
