-- name: list
SELECT id, kind, title, status, input, differences, basis, comment, proposed_by,
  strftime(proposed_at, '%Y-%m-%dT%H:%M:%S.%gZ') AS proposed_at, decided_by,
  strftime(decided_at, '%Y-%m-%dT%H:%M:%S.%gZ') AS decided_at, decision_comment,
  strftime(published_at, '%Y-%m-%dT%H:%M:%S.%gZ') AS published_at, undone_by
FROM proposals
WHERE ($id::INTEGER IS NULL OR id = $id::INTEGER) AND ($status::VARCHAR IS NULL OR status = $status::VARCHAR)
ORDER BY id

-- name: insert
INSERT INTO proposals BY NAME
SELECT coalesce(max(id), 0) + 1 AS id, $kind AS kind, $title AS title, $input AS input, $basis AS basis,
  $differences AS differences, $author AS proposed_by, $now::TIMESTAMP AS proposed_at, $comment AS comment, 'open' AS status
FROM proposals
RETURNING id

-- name: decide
UPDATE proposals
SET status = $status, decided_by = $author, decided_at = $now::TIMESTAMP, decision_comment = $comment
WHERE id = $id

-- name: permission
SELECT id AS proposal, proposed_by, decided_by AS approved_by
FROM proposals
WHERE kind = 'publish' AND status = 'approved' AND published_at IS NULL
  AND (input ->> 'run_id') = $run_id AND (input ->> 'schedules_checksum') = $schedules_checksum AND (input ->> 'to') = $to
ORDER BY id
LIMIT 1

-- name: same
-- An open proposal of the same change.
SELECT id, proposed_by FROM proposals WHERE status = 'open' AND kind = $kind AND input = $input ORDER BY id
