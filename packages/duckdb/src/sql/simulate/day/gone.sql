INSERT INTO sim_gone BY NAME
SELECT * EXCLUDE (new_row, gone, new_status, new_skip_reason, new_date), getvariable('today') AS gone_on
FROM sim_change
WHERE gone
