INSERT INTO {{table}}
SELECT now.* {{changed}} FROM {{files}} now ANTI JOIN {{table}} was ON was.{{key}} = now.{{key}}
