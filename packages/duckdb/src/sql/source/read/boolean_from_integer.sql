CASE {{column}} WHEN 1 THEN true WHEN 0 THEN false END
