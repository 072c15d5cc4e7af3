CREATE OR REPLACE TEMP TABLE sim_first_sent AS FROM sim_sent
