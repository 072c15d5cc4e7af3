-- The whole part of a share of a number, in exact arithmetic.
CREATE OR REPLACE TEMP MACRO sim_share_of(millionths, number) AS (millionths * number) // 1000000
