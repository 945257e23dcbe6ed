-- Two rectifications of one title are two deadlines of one kind and subject.
ALTER TABLE query.deadlines DROP CONSTRAINT deadlines_pkey, ADD PRIMARY KEY (case_id, ordinal);
DROP INDEX query.deadlines_case;
CREATE INDEX deadlines_of ON query.deadlines (of_id);
-- A row of version 1 knows of no such events: none had been recorded when it was written.
UPDATE query.campaigns SET view = jsonb_set(view, '{state}', '{"closed": false, "forwardedBy": [], "internalDeadlines": {}}'::jsonb || (view -> 'state'));
