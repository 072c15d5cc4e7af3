SELECT email_type AS name, count(*) AS n FROM sim_sent GROUP BY ALL ORDER BY ALL
