SELECT contact_id, email_type, 'history holds this email already, ideal date ' || due_ideal AS detail
FROM verify_matched
WHERE found AND settled
