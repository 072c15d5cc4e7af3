SELECT coalesce(sum(row_count), 0)::BIGINT AS row_count, coalesce(sum(row_hash), 0)::HUGEINT AS row_hash FROM tally
