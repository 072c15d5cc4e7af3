SELECT contact_id, email FROM source_suppressions
