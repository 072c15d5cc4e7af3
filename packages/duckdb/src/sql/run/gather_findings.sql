-- Adds the findings of all workers to the findings of staging.
INSERT INTO {{table}} SELECT * FROM {{files}}
