-- The versions that are or will be in force, in all environments.
SELECT version, environment, config
FROM config_versions
WHERE valid_from IS NOT NULL AND (valid_to IS NULL OR valid_to > $at::TIMESTAMP)
ORDER BY version
