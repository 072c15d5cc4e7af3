-- The decisions of one part, in one column: see StructAppender.
CREATE OR REPLACE TABLE decision (r {{type}})
