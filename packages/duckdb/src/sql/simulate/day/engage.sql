-- Draws which contacts react to today's emails, and when. A contact reacts to an occurrence in the same way on
-- whichever day it is sent.
CREATE OR REPLACE TEMP TABLE sim_reached AS
SELECT
  contact_id,
  sent_date,
  concat_ws('|', contact_id, kind, campaign_instance_id, event_date) AS occurrence
FROM sim_sent
WHERE sent_date = getvariable('today');
INSERT INTO sim_click
SELECT contact_id, sent_date + sim_wait('clicks on', occurrence, 5)
FROM sim_reached
WHERE sim_draw('clicks', occurrence) < getvariable('sim_clicks');
INSERT INTO sim_answer
SELECT contact_id, sent_date + sim_wait('answers on', occurrence, 7), sim_draw('conditions', occurrence) < 0.4
FROM sim_reached
WHERE sim_draw('answers', occurrence) < getvariable('sim_answers');
INSERT INTO sim_opt_out
SELECT contact_id, sent_date + sim_wait('opts out on', occurrence, 10)
FROM sim_reached
WHERE sim_draw('opts out', occurrence) < getvariable('sim_opt_outs')
