SELECT contact_id, event_type, metadata, created_on AS created_at
FROM source_contact_events
SEMI JOIN sim_present USING (contact_id)
