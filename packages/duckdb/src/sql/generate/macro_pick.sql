-- A pseudo-random element of the list in the variable that `list` names.
CREATE MACRO pick(list, key, salt) AS
  getvariable(list)[1 + draw(key, salt, len(getvariable(list)))]
