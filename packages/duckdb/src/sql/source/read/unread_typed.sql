{{value}} IS NULL AND {{column}} IS NOT NULL
