-- The organisations of the input, numbered by ascending id.
CREATE OR REPLACE TABLE org AS
SELECT id, (row_number() OVER (ORDER BY id) - 1)::INTEGER AS idx
FROM (SELECT DISTINCT coalesce(org_id, 1) AS id FROM source_contacts WHERE {{scope}})
