SELECT org, strftime(day, '%Y-%m-%d') AS day, contact_id
FROM publish_due
WHERE rowid % {{group_rows}} = 0
ORDER BY rowid
