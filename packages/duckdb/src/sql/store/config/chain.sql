-- The versions that were, are or will be in force, in order. The period of a version that never
-- came into force is empty.
SELECT version, epoch_ms(valid_from) AS "from", epoch_ms(valid_to) AS "to"
FROM config_versions
WHERE environment = $environment AND valid_from IS NOT NULL
ORDER BY valid_from, valid_to NULLS LAST
