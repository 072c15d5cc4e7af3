-- Contacts of the run that the store no longer has.
CREATE OR REPLACE TEMP TABLE commit_gone AS
SELECT DISTINCT contact_id FROM read_parquet({{contacts}}) s ANTI JOIN contacts c ON c.id = s.contact_id
