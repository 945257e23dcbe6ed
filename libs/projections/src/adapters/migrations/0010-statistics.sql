-- The stays of dossiers in each status, for the ministry (all) and as the public learns of them. Every dossier has one at least.
-- A read model with dossiers and without these rows is built again from the log after the migrations.
CREATE TABLE query.steps (
  audience  text COLLATE "C" NOT NULL,
  case_id   text COLLATE "C" NOT NULL,
  ordinal   integer NOT NULL,
  programme text COLLATE "C" NOT NULL,
  status    text COLLATE "C" NOT NULL,
  days      double precision,              -- null while it lasts
  PRIMARY KEY (audience, case_id, ordinal)
);
CREATE TABLE query.objections (
  case_id      text COLLATE "C" NOT NULL,
  objection_id text COLLATE "C" NOT NULL,
  programme    text COLLATE "C" NOT NULL,
  outcome      text COLLATE "C",           -- null until it is answered
  PRIMARY KEY (case_id, objection_id)
);
GRANT SELECT, INSERT, UPDATE, DELETE ON query.steps, query.objections TO minglu_query;
