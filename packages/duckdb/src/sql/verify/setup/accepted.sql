SELECT count(*) AS accepted FROM verify_reading WHERE reason IS NULL
