SELECT * EXCLUDE (row_number) FROM source_campaign_instances ORDER BY row_number
