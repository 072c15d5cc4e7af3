-- The versions that were, are, or are going to be in force, in their order; one that never got its turn is empty.
SELECT version, epoch_ms(valid_from) AS "from", epoch_ms(valid_to) AS "to"
FROM config_versions
WHERE environment = $environment AND valid_from IS NOT NULL
ORDER BY valid_from, valid_to NULLS LAST
