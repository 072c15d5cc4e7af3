SELECT coalesce(moved_by, 'not_moved') AS name, count(*) AS n FROM sim_sent GROUP BY ALL ORDER BY ALL
