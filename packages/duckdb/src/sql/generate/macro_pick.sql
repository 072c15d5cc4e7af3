-- One element of the list that the variable `list` holds.
CREATE MACRO pick(list, key, salt) AS
  getvariable(list)[1 + draw(key, salt, len(getvariable(list)))]
