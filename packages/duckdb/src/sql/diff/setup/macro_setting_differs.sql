-- Whether a setting whose path starts with `path` differs between the runs.
CREATE OR REPLACE TEMP MACRO setting_differs(path) AS
  len(list_filter(getvariable('settings'), lambda s: starts_with(s, path))) > 0
