SELECT contact_id, email_type, due_found(due_priority, priority) AS detail
FROM verify_matched
WHERE found AND expected AND NOT settled AND priority IS DISTINCT FROM due_priority
