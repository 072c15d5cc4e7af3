SELECT
  contact_id,
  email_type,
  due_found(
    due_status || coalesce(' (' || due_reason || ')', ''),
    status || coalesce(' (' || reason || ')', '')
  ) AS detail
FROM verify_matched
WHERE dispute = 'wrong_status'
