-- name: runs
-- The records of all runs are kept. Runs that were committed when the backup was taken are committed again. Runs that
-- were committed later are marked as undone.
CREATE OR REPLACE TEMP TABLE restored_runs AS
SELECT now.* REPLACE (
  CASE WHEN back THEN 'committed' WHEN undone THEN 'undone' ELSE now.status END AS status,
  CASE WHEN back THEN NULL WHEN undone THEN 'a backup from before it was restored' ELSE now.failure END AS failure
)
FROM {{runs}} now
LEFT JOIN runs was ON was.run_id = now.run_id,
LATERAL (SELECT was.status IS NOT DISTINCT FROM 'committed' AS back, now.status = 'committed' AS undone)

-- name: write_facts
COPY (SELECT * FROM {{table}} WHERE {{rows}}) TO {{file}} (FORMAT parquet)

-- name: broken_chain
-- Entries of the backup's audit trail that are not in the trail of the store.
SELECT count(*) AS n FROM audit_trail was ANTI JOIN {{audit_trail}} now ON now.seq = was.seq AND now.hash = was.hash

-- name: continue_ids
-- Continues the revisions and the ids of emails after the highest ones, so that none is used twice. Whether approval is
-- required stays as it is.
UPDATE store_state SET
  revision = greatest(store_state.revision, now.revision),
  last_schedule_id = greatest(store_state.last_schedule_id, now.last_schedule_id),
  approval_required = now.approval_required,
  approval_of_publishing = now.approval_of_publishing
FROM {{store_state}} now

-- name: suppressed
-- The opt-outs since the backup.
CREATE OR REPLACE TEMP TABLE commit_suppressed AS
{{opt_outs}}

-- name: add_missing
INSERT INTO {{table}} SELECT * FROM {{files}} EXCEPT SELECT * FROM {{table}}

-- name: taken
-- Emails that have been claimed or sent since the backup. Only the current store knows what became of them.
CREATE OR REPLACE TEMP TABLE commit_taken AS
SELECT now.contact_id, now.email_type, now.campaign_instance_id, now.parent_schedule_id, now.event_date,
  coalesce(timezone('America/Chicago', now.actual_send_datetime)::DATE, now.scheduled_send_date) AS sent_on
FROM {{email_schedules}} now
WHERE now.status IN ('scheduled', 'processing', 'sent', 'delivered')
  AND now.id NOT IN (SELECT id FROM email_schedules WHERE status NOT IN ('pre-scheduled', 'skipped'))

-- name: remove_known
-- Removes the emails of the backup that the current store has too, because the current store knows their latest status.
DELETE FROM emails WHERE id IN (SELECT id FROM {{email_schedules}})

-- name: planned_again
-- Removes planned emails that would be sent a second time, or to contacts who have opted out since the backup.
DELETE FROM emails WHERE id IN (SELECT position FROM commit_left_out)

-- name: proposals
-- All proposals are kept. Approved changes that are not in the backup are marked as undone. A restore does not undo that a run was
-- published or that approval was switched off.
CREATE OR REPLACE TEMP TABLE restored_proposals AS
SELECT now.* REPLACE (
  CASE
    WHEN was.status = 'approved' THEN was.undone_by
    WHEN now.status = 'approved' AND now.kind NOT IN ('publish', 'approval.off') THEN coalesce(now.undone_by, $backup)
  END AS undone_by
)
FROM {{proposals}} now
LEFT JOIN proposals was ON was.id = now.id

-- name: changes
-- Campaign changes since the backup stay in the log, but are marked as undone.
INSERT INTO campaign_change_log
SELECT now.* REPLACE (coalesce(now.undone_by, $backup) AS undone_by)
FROM {{campaign_change_log}} now
ANTI JOIN campaign_change_log was ON was.id = now.id

-- name: add_new
INSERT INTO {{table}}
SELECT now.* {{changed}} FROM {{files}} now ANTI JOIN {{table}} was ON was.{{key}} = now.{{key}}

-- name: abandon_begun
UPDATE runs SET status = 'abandoned', ended_at = $now::TIMESTAMP, failure = 'a backup was restored' WHERE status = 'begun'
