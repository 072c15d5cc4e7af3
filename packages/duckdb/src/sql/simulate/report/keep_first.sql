CREATE OR REPLACE TEMP TABLE sim_first_sent AS FROM sim_sent;
CREATE OR REPLACE TEMP TABLE sim_first_plan AS FROM sim_yesterday WHERE status = 'pre-scheduled'
