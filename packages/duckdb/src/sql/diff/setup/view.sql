CREATE OR REPLACE TEMP VIEW {{name}} AS
SELECT {{columns}}
FROM {{files}}
