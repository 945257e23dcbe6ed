CREATE SCHEMA query;
CREATE TABLE query.checkpoints (name text COLLATE "C" PRIMARY KEY, position bigint NOT NULL);

CREATE TABLE query.dossiers (
  case_id       text COLLATE "C" PRIMARY KEY,
  title_id      text COLLATE "C" UNIQUE,
  applicant     text COLLATE "C" NOT NULL,
  province_code text COLLATE "C" NOT NULL,
  city_code     text COLLATE "C" NOT NULL,
  public_status text,                             -- null: nothing of it is public
  view          jsonb NOT NULL
);
CREATE INDEX dossiers_applicant ON query.dossiers (applicant);
CREATE INDEX dossiers_province ON query.dossiers (province_code);
CREATE INDEX dossiers_city ON query.dossiers (city_code);

CREATE TABLE query.deadlines (
  of_id    text COLLATE "C" NOT NULL,
  kind     text COLLATE "C" NOT NULL,
  case_id  text COLLATE "C" NOT NULL REFERENCES query.dossiers ON DELETE CASCADE,
  ordinal  integer NOT NULL,
  deadline jsonb NOT NULL,
  PRIMARY KEY (of_id, kind, case_id)
);
CREATE INDEX deadlines_case ON query.deadlines (case_id);

CREATE TABLE query.campaigns (campaign_id text COLLATE "C" PRIMARY KEY, view jsonb NOT NULL);

GRANT USAGE ON SCHEMA query TO minglu_query;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA query TO minglu_query;
