SELECT {{counts}} FROM {{source}}
