SELECT contact_id, email_type, due_found(due_moved_by, moved_by) AS detail
FROM verify_matched
WHERE found AND expected AND NOT settled AND dispute IS NULL AND moved_by IS DISTINCT FROM due_moved_by
