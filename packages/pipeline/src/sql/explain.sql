-- name: ids_of_email
-- Contacts with an email, written as in opt-outs: trimmed, in upper or lower case.
SELECT DISTINCT id FROM {{contacts}} WHERE id IS NOT NULL AND lower(trim(email)) = lower(trim($email)) ORDER BY id

-- name: org_of_contact
-- The organisation of a contact, from the snapshot of a run. Of several rows with the same id, the first counts.
SELECT org_id FROM {{file}} WHERE contact_id = $id ORDER BY row_number LIMIT 1

-- name: rejects_of_contact
SELECT contact_id, row_number, reason, detail FROM {{file}} WHERE contact_id = $contact ORDER BY row_number LIMIT 100

-- name: warnings_of_contact
SELECT warning, detail FROM {{file}} WHERE contact_id = $contact ORDER BY ALL LIMIT 100
