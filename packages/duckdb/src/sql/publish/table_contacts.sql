-- The schedulable contacts, by shard. Of several rows with the same id only the first counts, and
-- only if it is no reject.
CREATE TABLE publish_contact AS
SELECT publish_shard(contact_id, {{shards}}) AS shard, contact_id, org_id, state, birth_date, effective_date, suppressed
FROM (
  SELECT *, lag(contact_id) OVER (ORDER BY contact_id, row_number) AS previous_id FROM {{file}}
)
WHERE previous_id IS DISTINCT FROM contact_id AND findings & {{reject_bits}} = 0
ORDER BY shard, contact_id
