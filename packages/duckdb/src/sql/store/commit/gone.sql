-- Contacts of the run that the store no longer has.
CREATE OR REPLACE TEMP TABLE commit_gone AS
SELECT contact_id FROM {{contacts}} ANTI JOIN contacts ON id = contact_id WHERE {{look}}
