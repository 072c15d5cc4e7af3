SELECT version, environment, config
FROM config_versions
WHERE environment = $environment AND valid_from <= $at::TIMESTAMP AND (valid_to IS NULL OR valid_to > $at::TIMESTAMP)
