SELECT {{columns}}
WHERE false
