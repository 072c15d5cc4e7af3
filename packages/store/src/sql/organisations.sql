-- name: note_versions
-- A new version of every organisation whose row differs from its last version.
INSERT INTO organisation_versions BY NAME
WITH last AS (
  FROM organisation_versions
  SEMI JOIN (SELECT max(version) AS version FROM organisation_versions GROUP BY org_id) USING (version)
), changed AS (
  SELECT *, false AS removed
  FROM (
    FROM organisations
    EXCEPT
    SELECT * EXCLUDE (version, removed, author, reason, created_at) FROM last WHERE NOT removed
  )
  UNION ALL BY NAME
  SELECT org_id, true AS removed FROM last ANTI JOIN organisations USING (org_id) WHERE NOT removed
)
SELECT
  *,
  (SELECT coalesce(max(version), 0) FROM organisation_versions) + row_number() OVER (ORDER BY org_id) AS version,
  $author AS author, $reason AS reason, $now::TIMESTAMP AS created_at
FROM changed

-- name: versions
SELECT * REPLACE (strftime(created_at, '%Y-%m-%dT%H:%M:%S.%gZ') AS created_at)
FROM organisation_versions
WHERE org_id = $org
ORDER BY version

-- name: list
SELECT o.*, (SELECT count(*) FROM contacts c WHERE coalesce(c.org_id, 1) = o.org_id) AS contacts
FROM organisations o
ORDER BY org_id

-- name: put
INSERT OR REPLACE INTO organisations VALUES (
  $org_id, $name, $time_zone, $daily_send_percentage_cap, $daily_cap, $weekdays, $holidays, $blackout_dates, $warm_up
)
