-- The audit service compares the read model with the log, which it reads anyway. The migration of the inbox gives it the watermarks.
GRANT USAGE ON SCHEMA query TO minglu_audit;
GRANT SELECT ON query.dossiers, query.deadlines, query.campaigns, query.settings, query.reports, query.corrections, query.authority, query.places,
  query.listed, query.totals, query.documents, query.steps, query.objections, query.changes, query.change_counter,
  query.figures, query.tag_totals TO minglu_audit;
