-- name: insert
INSERT INTO config_versions
SELECT coalesce(max(version), 0) + 1, $environment, $config, $hash, $author, $reason, $now::TIMESTAMP, NULL, NULL
FROM config_versions
RETURNING version

-- name: put
UPDATE config_versions SET valid_from = make_timestamp_ms($from::BIGINT), valid_to = make_timestamp_ms($to::BIGINT)
WHERE version = $version

-- name: chain
-- The versions that were, are or will be in force, in the order of time. The period of a version that never came into
-- force is empty.
SELECT version, epoch_ms(valid_from) AS "from", epoch_ms(valid_to) AS "to"
FROM config_versions
WHERE environment = $environment AND valid_from IS NOT NULL
ORDER BY valid_from, valid_to NULLS LAST

-- name: versions
SELECT version, environment, hash, author, reason, strftime(created_at, '%Y-%m-%dT%H:%M:%S.%gZ') AS created_at,
  strftime(valid_from, '%Y-%m-%dT%H:%M:%S.%gZ') AS valid_from, strftime(valid_to, '%Y-%m-%dT%H:%M:%S.%gZ') AS valid_to
FROM config_versions
ORDER BY version

-- name: in_force
SELECT version, environment, config
FROM config_versions
WHERE environment = $environment AND valid_from <= $at::TIMESTAMP AND (valid_to IS NULL OR valid_to > $at::TIMESTAMP)

-- name: in_force_or_ahead
-- The versions that are or will be in force, in all environments.
SELECT version, environment, config
FROM config_versions
WHERE valid_from IS NOT NULL AND (valid_to IS NULL OR valid_to > $at::TIMESTAMP)
ORDER BY version
