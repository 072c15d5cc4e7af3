{{column}}
