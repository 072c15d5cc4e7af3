-- The enrolments of every instance: how many take part, how many do not, and a digest that changes with any of them.
SELECT campaign_instance_id AS id,
  count(*) FILTER (coalesce(status, 'pending') IN ('pending', 'scheduled'))::INTEGER AS enrolled,
  count(*)::INTEGER - enrolled AS others,
  sum(hash(c)::HUGEINT)::VARCHAR AS digest
FROM contact_campaigns c
GROUP BY ALL
ORDER BY id
