-- The audit service compares the timers with the log. The migration of the inbox gives it the watermarks.
GRANT USAGE ON SCHEMA procedure TO minglu_audit;
GRANT SELECT ON procedure.timers TO minglu_audit;
