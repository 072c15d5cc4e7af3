CAST(NULL AS {{type}})
