-- What can be said of the small tables' rows without looking at contacts.
INSERT INTO warning
SELECT contact_id_text, 'unknown_contact', 'email_schedules: contact_id is not an id'
FROM source_email_schedules WHERE contact_id IS NULL
UNION ALL
SELECT contact_id_text, 'unknown_contact', 'contact_campaigns: contact_id is not an id'
FROM source_contact_campaigns WHERE contact_id IS NULL
UNION ALL
SELECT contact_id::VARCHAR, 'invalid_metadata', 'contact_events: metadata is not JSON; counted as no conditions'
FROM source_contact_events
WHERE event_type = 'eligibility_answered' AND metadata IS NOT NULL AND NOT json_valid(metadata)
