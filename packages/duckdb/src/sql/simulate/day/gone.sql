INSERT INTO sim_gone BY NAME
SELECT * EXCLUDE (gone, new_status, new_date), getvariable('today') AS gone_on
FROM sim_change
WHERE gone
