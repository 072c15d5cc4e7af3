SELECT c.contact_id, any_value(c.org_id) AS org_id, coalesce(string_agg(line, chr(29) ORDER BY line), '') AS lines
FROM (SELECT * FROM publish_contact WHERE shard = $shard) c
LEFT JOIN (SELECT * FROM parity_line WHERE shard = $shard) l USING (contact_id)
GROUP BY c.contact_id
