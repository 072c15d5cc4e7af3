SELECT cause AS name, count(*) AS n FROM sim_dropped WHERE cause IS NOT NULL GROUP BY ALL ORDER BY ALL
