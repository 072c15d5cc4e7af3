COPY (SELECT {{columns}} FROM {{table}} {{order}}) TO {{file}} ({{format}})
