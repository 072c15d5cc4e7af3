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
