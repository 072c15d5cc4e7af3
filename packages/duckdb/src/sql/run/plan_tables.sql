-- Positions in split cells of which the rank is wanted.
CREATE OR REPLACE TABLE plan_request (split INTEGER, position BIGINT);
