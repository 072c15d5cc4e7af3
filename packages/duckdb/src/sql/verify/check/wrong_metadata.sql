SELECT contact_id, email_type, due_found(due_metadata, metadata) AS detail
FROM verify_matched
WHERE found AND expected AND NOT settled
  AND email_type = due_type
  AND email_type <> 'post_window'
  AND metadata IS DISTINCT FROM due_metadata
