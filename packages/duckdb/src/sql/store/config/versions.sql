SELECT version, environment, hash, author, reason, epoch_ms(created_at) AS created_at, epoch_ms(valid_from) AS valid_from,
  epoch_ms(valid_to) AS valid_to
FROM config_versions
ORDER BY version
