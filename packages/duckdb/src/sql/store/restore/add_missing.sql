INSERT INTO {{table}} SELECT * FROM {{files}} EXCEPT SELECT * FROM {{table}}
