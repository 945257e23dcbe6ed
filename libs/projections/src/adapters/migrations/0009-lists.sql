-- Whom dossiers are about, as recorded when they opened: each combination once. There are few, and a query knows where each lies today.
CREATE TABLE query.places (
  place          text COLLATE "C" PRIMARY KEY, -- a hash of the other columns
  programme      text COLLATE "C" NOT NULL,
  applicant      text COLLATE "C" NOT NULL,
  applicant_name text COLLATE "C" NOT NULL,
  city_code      text COLLATE "C" NOT NULL,
  province_code  text COLLATE "C" NOT NULL
);

-- A dossier in the lists of each audience (all, party, public): one row for each that may know of it, with what that audience sees and no more.
-- A read model with dossiers and without these rows is built again from the log after the migrations.
CREATE TABLE query.listed (
  audience      text COLLATE "C" NOT NULL,
  case_id       text COLLATE "C" NOT NULL,
  place         text COLLATE "C" NOT NULL, -- one of query.places
  status        text COLLATE "C" NOT NULL,
  name          text COLLATE "C" NOT NULL, -- in pinyin, so that it sorts as officers expect
  opened        text COLLATE "C" NOT NULL,
  changed       text COLLATE "C" NOT NULL,
  position      bigint NOT NULL,           -- of the last event that the audience sees
  next_deadline text COLLATE "C" NOT NULL, -- 9999-12-31: none is open
  tags          text[] NOT NULL,
  panel         text[] NOT NULL,
  PRIMARY KEY (audience, case_id)
);
CREATE INDEX listed_place ON query.listed (audience, place, case_id);
CREATE INDEX listed_status ON query.listed (audience, status, case_id);
CREATE INDEX listed_name ON query.listed (audience, name, case_id);
CREATE INDEX listed_opened ON query.listed (audience, opened, case_id);
CREATE INDEX listed_changed ON query.listed (audience, changed, case_id);
CREATE INDEX listed_position ON query.listed (audience, position);
CREATE INDEX listed_deadline ON query.listed (audience, next_deadline, case_id);
CREATE INDEX listed_tags ON query.listed USING gin (tags);
CREATE INDEX listed_panel ON query.listed USING gin (panel) WHERE panel <> '{}';

-- Statuses differ by audience: without this the planner expects drafts among the public rows, and reads all of them.
CREATE STATISTICS query.listed_statuses (mcv) ON audience, status FROM query.listed;

-- How many dossiers an audience sees of each place and status, so that a total counts no rows.
CREATE TABLE query.totals (
  audience text COLLATE "C" NOT NULL,
  place    text COLLATE "C" NOT NULL,
  status   text COLLATE "C" NOT NULL,
  dossiers integer NOT NULL,
  PRIMARY KEY (audience, place, status)
);

-- The numbers of documents by which an audience finds a dossier.
CREATE TABLE query.documents (
  audience text COLLATE "C" NOT NULL,
  case_id  text COLLATE "C" NOT NULL,
  document text COLLATE "C" NOT NULL, -- letters and digits alone
  figures  text[] NOT NULL,           -- its runs of digits
  PRIMARY KEY (audience, case_id, document)
);
CREATE INDEX documents_figures ON query.documents USING gin (figures);

-- The dossiers whose applicant has a corrected name.
CREATE INDEX corrections_names ON query.corrections (stream_id)
WHERE jsonb_path_exists(view, '$.corrections[*] ? (@.field == "applicantName")');

-- For the board of public notices: the latest last day first. Rows of before are written again with the lists.
ALTER TABLE query.deadlines ADD COLUMN last_day text COLLATE "C" NOT NULL DEFAULT '';
CREATE INDEX deadlines_kind ON query.deadlines (kind, last_day, of_id);

-- For the parks that have a title: few rows of many.
CREATE INDEX dossiers_titled_in ON query.dossiers (city_code) WHERE title_id IS NOT NULL;
CREATE INDEX dossiers_titled_of ON query.dossiers (applicant) WHERE title_id IS NOT NULL;

GRANT SELECT, INSERT, UPDATE, DELETE ON query.places, query.listed, query.totals, query.documents TO minglu_query;
