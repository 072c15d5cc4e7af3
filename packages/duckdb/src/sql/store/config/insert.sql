INSERT INTO config_versions
SELECT coalesce(max(version), 0) + 1, $environment, $config, $hash, $author, $reason, $now::TIMESTAMP, NULL, NULL
FROM config_versions
RETURNING version
