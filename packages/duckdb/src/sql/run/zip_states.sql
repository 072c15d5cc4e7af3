-- The state of every five-digit ZIP code that is in use, so that each contact needs only one lookup, by the whole code.
CREATE OR REPLACE TABLE zip_state AS
SELECT zip, coalesce(x.state, p.state) AS state
FROM (SELECT lpad(n::VARCHAR, 5, '0') AS zip FROM range(100_000) AS codes(n))
LEFT JOIN zip_prefix p ON p.prefix = left(zip, 3)
LEFT JOIN zip_exception x USING (zip)
WHERE coalesce(x.state, p.state) IS NOT NULL
