SELECT cause::VARCHAR AS cause, cause_of, count(*) AS moves FROM sim_move GROUP BY ALL ORDER BY ALL
