SELECT coalesce(sum({{row_hash}}), 0)::HUGEINT AS row_hash
FROM (SELECT unnest(r), text_hash FROM decision JOIN label ON label.label = r.label)
