-- If the input does not store ids as integers, rejects show them as they were written (+7, 007, 7.0).
UPDATE reject SET contact_id = c.id_text
FROM source_contacts c
WHERE c.row_number = reject.row_number
