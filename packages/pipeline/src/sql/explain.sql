-- name: ids_of_email
-- Contacts with an email, written as in opt-outs: trimmed, in upper or lower case.
SELECT DISTINCT id FROM {{contacts}} WHERE id IS NOT NULL AND lower(trim(email)) = lower(trim($email)) ORDER BY id
