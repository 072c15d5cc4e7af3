-- The first differences of each kind and cause, ordered by contact. To save time, only the rows of the contacts with
-- the lowest ids are sorted.
INSERT INTO diff_example
SELECT kind, cause, contact_id, email_type, campaign_instance_id,
  coalesce(b.parent_schedule_id, a.parent_schedule_id), coalesce(b.event_date, a.event_date), to_json(fields),
  CASE WHEN kind <> 'added' THEN to_json(struct_pack({{example_a}})) END,
  CASE WHEN kind <> 'removed' THEN to_json(struct_pack({{example_b}})) END
FROM diff_found
JOIN (
  SELECT kind, cause, list_max(min(contact_id, $limit::BIGINT)) AS last_id
  FROM diff_found
  GROUP BY ALL
) USING (kind, cause)
WHERE contact_id <= last_id
QUALIFY row_number() OVER (
  PARTITION BY kind, cause ORDER BY contact_id, email_type, campaign_instance_id, a, b
) <= $limit::BIGINT
