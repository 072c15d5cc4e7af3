SELECT strftime(sent_date, '%Y-%m') AS name, count(*) AS n FROM sim_sent GROUP BY ALL ORDER BY ALL
