SELECT m.contact_id, m.email_type, due_found(c.org_id, m.org_id) AS detail
FROM verify_matched m
JOIN verify_contact c ON c.id = m.contact_id
WHERE m.found AND m.org_id IS DISTINCT FROM c.org_id
