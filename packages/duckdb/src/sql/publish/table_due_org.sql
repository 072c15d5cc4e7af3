-- The organisations of the run, numbered.
CREATE TABLE publish_due_org AS
SELECT (row_number() OVER (ORDER BY org_id) - 1)::INTEGER AS org, org_id
FROM (SELECT DISTINCT org_id FROM {{files}})
