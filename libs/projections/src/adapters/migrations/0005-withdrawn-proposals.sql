-- A row from before it was kept says nothing of years for which an exit is no longer proposed: decisions read the log, not this.
UPDATE query.dossiers SET view = jsonb_set(view::jsonb, '{state,title,withdrawnFor}', '[]')::json
WHERE jsonb_typeof(view::jsonb #> '{state,title}') = 'object' AND NOT (view::jsonb #> '{state,title}') ? 'withdrawnFor';
