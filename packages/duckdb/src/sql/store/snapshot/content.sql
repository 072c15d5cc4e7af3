SELECT count(*) AS rows, coalesce(sum(hash({{columns}})), 0)::VARCHAR AS content FROM {{table}} WHERE {{rows}}
