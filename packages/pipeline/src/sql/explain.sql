-- name: ids_of_email
-- Contacts with an email, written as in opt-outs: trimmed, in upper or lower case.
SELECT DISTINCT id FROM {{contacts}} WHERE id IS NOT NULL AND lower(trim(email)) = lower(trim($email)) ORDER BY id

-- name: org_of_contact
-- The organisation of a contact, from the snapshot of a run. Of several rows with the same id, the first counts.
SELECT org_id FROM {{file}} WHERE contact_id = $id ORDER BY row_number LIMIT 1
