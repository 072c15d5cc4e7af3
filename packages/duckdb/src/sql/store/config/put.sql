UPDATE config_versions SET valid_from = make_timestamp_ms($from::BIGINT), valid_to = make_timestamp_ms($to::BIGINT)
WHERE version = $version
