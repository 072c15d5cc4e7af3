SELECT contact_id, email_type, due_found(due_reason, reason) AS detail
FROM verify_matched
WHERE dispute = 'wrong_reason'
