SELECT contact_id, clicked_on AS clicked_at
FROM source_tracking_clicks
SEMI JOIN sim_present USING (contact_id)
