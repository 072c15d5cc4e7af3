-- Adds the facts from which the cause of a difference is found: which runs have the contact, rejected it or have the
-- campaign instance, and the event date of the other run's row of the same family that has no counterpart either.
CREATE OR REPLACE TEMP VIEW diff_context AS
SELECT
  p.*,
  p.contact_id IN (SELECT contact_id FROM a_row) AS contact_in_a,
  p.contact_id IN (SELECT contact_id FROM b_row) AS contact_in_b,
  coalesce(r.in_a, false) AS rejected_in_a,
  coalesce(r.in_b, false) AS rejected_in_b,
  coalesce(i.in_a, false) AS instance_in_a,
  coalesce(i.in_b, false) AS instance_in_b,
  CASE WHEN p.kind = 'removed' THEN o.added_event WHEN p.kind = 'added' THEN o.removed_event END AS other_event
FROM diff_pair p
LEFT JOIN diff_reject r ON r.contact_id = p.contact_id
LEFT JOIN diff_instance i ON i.id = p.campaign_instance_id
LEFT JOIN (
  SELECT contact_id, family, campaign_instance_id,
    max(a.event_date) FILTER (kind = 'removed') AS removed_event,
    min(b.event_date) FILTER (kind = 'added') AS added_event
  FROM diff_pair
  WHERE kind IN ('added', 'removed')
  GROUP BY ALL
) o ON o.contact_id = p.contact_id AND o.family = p.family
  AND o.campaign_instance_id IS NOT DISTINCT FROM p.campaign_instance_id
