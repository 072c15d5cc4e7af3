SELECT * EXCLUDE (row_number) FROM source_campaign_types ORDER BY row_number
