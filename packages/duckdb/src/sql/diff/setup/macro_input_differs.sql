CREATE OR REPLACE TEMP MACRO input_differs(input) AS list_contains(getvariable('inputs'), input)
