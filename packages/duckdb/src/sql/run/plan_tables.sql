-- The positions in split cells whose ranks the plan needs.
CREATE OR REPLACE TABLE plan_request (split INTEGER, position BIGINT);
