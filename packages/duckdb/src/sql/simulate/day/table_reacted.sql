-- Contacts who reacted yesterday. Today's run is the first that reads these reactions.
CREATE OR REPLACE TEMP TABLE sim_reacted AS
SELECT contact_id FROM sim_click WHERE clicked_on = getvariable('today') - 1
UNION
SELECT contact_id FROM sim_answer WHERE answered_on = getvariable('today') - 1
UNION
SELECT contact_id FROM sim_opt_out WHERE opted_out_on = getvariable('today') - 1
