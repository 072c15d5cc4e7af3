SELECT unnest([{{checks}}]) AS row
FROM {{input}}
