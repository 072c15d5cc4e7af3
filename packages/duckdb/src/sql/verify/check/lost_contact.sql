SELECT contact_id, NULL AS email_type, 'neither scheduled nor rejected' AS detail
FROM verify_lost
