-- The due rows matched with the rows of the run. `dispute` names the check that reports a
-- difference in status or reason.
CREATE OR REPLACE TEMP TABLE verify_matched AS
WITH due AS (
  SELECT
    p.* EXCLUDE (reason),
    CASE WHEN f.due IS NOT NULL THEN 'frequency_limit' ELSE coalesce(p.reason, s.reason) END AS reason,
    CASE WHEN coalesce(p.reason, s.reason) IS NULL AND f.due IS NULL THEN 'pre-scheduled' ELSE 'skipped' END AS status
  FROM verify_placed p
  LEFT JOIN verify_same_day s ON s.due = p.due
  LEFT JOIN verify_refused f ON f.due = p.due
)
SELECT
  coalesce(a.contact_id, d.contact_id) AS contact_id,
  coalesce(a.email_type, d.email_type) AS email_type,
  a.kind IS NOT NULL AS found,
  d.kind IS NOT NULL AS expected,
  coalesce(d.settled, false) AS settled,
  a.org_id, a.day, a.send_at, a.status, a.reason, a.priority, a.instance_id, a.email_template, a.sms_template,
  a.event_date, a.ideal, a.moved_by, a.parent_id, a.metadata, a.at_send_time,
  d.email_type AS due_type, d.instance_id AS due_instance, d.event_date AS due_event, d.ideal AS due_ideal,
  d.latest AS due_latest, d.day AS due_day, d.status AS due_status, d.reason AS due_reason,
  d.priority AS due_priority, d.moved_by AS due_moved_by, d.metadata AS due_metadata, d.parent_id AS due_parent,
  d.release_day, d.release_moved_by, d.respects,
  CASE
    WHEN a.kind IS NULL OR d.kind IS NULL OR d.settled THEN NULL
    WHEN a.status IS NOT DISTINCT FROM d.status AND a.reason IS NOT DISTINCT FROM d.reason THEN NULL
    WHEN 'campaign_conflict' IN (coalesce(a.reason, ''), coalesce(d.reason, '')) THEN 'campaign_conflict'
    WHEN 'frequency_limit' IN (coalesce(a.reason, ''), coalesce(d.reason, '')) THEN 'frequency'
    WHEN 'superseded' IN (coalesce(a.reason, ''), coalesce(d.reason, '')) AND d.kind = 'followup' THEN 'wrong_followup'
    WHEN 'superseded' IN (coalesce(a.reason, ''), coalesce(d.reason, '')) THEN 'wrong_post_window'
    WHEN a.status = 'pre-scheduled' AND d.reason = 'exclusion_window' THEN 'inside_window'
    WHEN a.status IS DISTINCT FROM d.status THEN 'wrong_status'
    ELSE 'wrong_reason'
  END AS dispute
FROM verify_actual a
FULL JOIN due d ON d.contact_id = a.contact_id AND d.kind = a.kind
  AND d.about IS NOT DISTINCT FROM a.about AND d.occurs IS NOT DISTINCT FROM a.occurs
