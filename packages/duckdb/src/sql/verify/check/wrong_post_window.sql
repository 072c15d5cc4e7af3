WITH fault AS (
  SELECT
    contact_id,
    email_type,
    CASE
      WHEN NOT found THEN 'none on ' || due_ideal || ', the day after a window'
      WHEN NOT expected THEN 'no window that swallowed an email ends before ' || coalesce(ideal::VARCHAR, 'its ideal date')
      WHEN dispute = 'wrong_post_window'
        THEN due_found(due_status || coalesce(' (' || due_reason || ')', ''), status || coalesce(' (' || reason || ')', ''))
      WHEN metadata IS DISTINCT FROM due_metadata THEN due_found(due_metadata, metadata)
    END AS detail
  FROM verify_matched
  ANTI JOIN verify_lost USING (contact_id)
  SEMI JOIN verify_contact ON verify_contact.id = contact_id
  WHERE 'post_window' IN (coalesce(due_type, ''), coalesce(email_type, '')) AND NOT settled
)
SELECT contact_id, email_type, detail
FROM fault
WHERE detail IS NOT NULL
