INSERT INTO checksum
SELECT count(*), coalesce(sum({{row_hash}}), 0) FROM {{schedules}}
