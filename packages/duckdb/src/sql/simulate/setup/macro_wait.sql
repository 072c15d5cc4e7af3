-- A pseudo-random number of days from 1 to `longest`.
CREATE OR REPLACE TEMP MACRO sim_wait(purpose, key, longest) AS 1 + floor(sim_draw(purpose, key) * longest)::INTEGER
