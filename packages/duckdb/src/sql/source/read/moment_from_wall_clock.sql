timezone('America/Chicago', CAST({{column}} AS TIMESTAMP))
