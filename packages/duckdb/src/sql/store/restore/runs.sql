-- All runs stay on record. Runs that were committed when the backup was taken are committed again; runs that were
-- committed later are marked as undone.
CREATE OR REPLACE TEMP TABLE restored_runs AS
SELECT now.* REPLACE (
  CASE WHEN back THEN 'committed' WHEN undone THEN 'undone' ELSE now.status END AS status,
  CASE WHEN back THEN NULL WHEN undone THEN 'a backup from before it was restored' ELSE now.failure END AS failure
)
FROM {{runs}} now
LEFT JOIN runs was ON was.run_id = now.run_id,
LATERAL (SELECT was.status IS NOT DISTINCT FROM 'committed' AS back, now.status = 'committed' AS undone)
