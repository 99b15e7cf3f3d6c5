-- An entity has few names: which of them it is need not stand in the index.
DROP INDEX name_entity;
CREATE INDEX name_entity ON name (entity);
