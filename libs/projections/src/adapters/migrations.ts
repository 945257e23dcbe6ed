import type { Migration } from '@minglu/event-store';

/** The read model: the query service's own schema, wiped and rebuilt at will. */
export const projectionMigrations: readonly Migration[] = [
  {
    name: 'projections/0001-read-model',
    sql: /* sql */ `
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
`,
  },
  {
    name: 'projections/0002-settings',
    sql: /* sql */ `
CREATE TABLE query.settings (stream_id text COLLATE "C" PRIMARY KEY, view jsonb NOT NULL);
GRANT SELECT, INSERT, UPDATE, DELETE ON query.settings TO minglu_query;
-- A read model that has passed the policies and calendars reads the log again.
DELETE FROM query.deadlines;
DELETE FROM query.dossiers;
DELETE FROM query.campaigns;
DELETE FROM query.checkpoints;
`,
  },
  {
    name: 'projections/0003-rectifications-by-year',
    sql: /* sql */ `
-- Two rectifications of one title are two deadlines of one kind and subject.
ALTER TABLE query.deadlines DROP CONSTRAINT deadlines_pkey, ADD PRIMARY KEY (case_id, ordinal);
DROP INDEX query.deadlines_case;
CREATE INDEX deadlines_of ON query.deadlines (of_id);
-- A row of version 1 knows of no such events: none had been recorded when it was written.
UPDATE query.campaigns SET view = jsonb_set(view, '{state}', '{"closed": false, "forwardedBy": [], "internalDeadlines": {}}'::jsonb || (view -> 'state'));
`,
  },
  {
    name: 'projections/0004-light-rows',
    sql: /* sql */ `
-- A row is written as often as its case moves and read whole: nothing looks into it but for the titles of parks.
ALTER TABLE query.dossiers ALTER COLUMN view TYPE json;
ALTER TABLE query.deadlines DROP COLUMN deadline;
`,
  },
  {
    name: 'projections/0005-withdrawn-proposals',
    sql: /* sql */ `
-- A row from before it was kept says nothing of years for which an exit is no longer proposed: decisions read the log, not this.
UPDATE query.dossiers SET view = jsonb_set(view::jsonb, '{state,title,withdrawnFor}', '[]')::json
WHERE jsonb_typeof(view::jsonb #> '{state,title}') = 'object' AND NOT (view::jsonb #> '{state,title}') ? 'withdrawnFor';
`,
  },
];
