SELECT contact_id, email_type, 'no row with ideal date ' || due_ideal || ', expected ' || due_status AS detail
FROM verify_matched
ANTI JOIN verify_lost USING (contact_id)
WHERE expected AND NOT settled AND NOT found AND due_type <> 'post_window' AND NOT is_followup(due_type)
