-- A share of a number, in millionths of it, rounded down in exact arithmetic.
CREATE OR REPLACE TEMP MACRO sim_share_of(millionths, number) AS (millionths * number) // 1000000
