SELECT {{columns}}
FROM {{input}}
