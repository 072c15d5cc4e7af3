SELECT count(*) AS contacts FROM verify_reading WHERE reason IS NULL
