-- The hand-overs of acts. Each of the two persons finds the open ones.
CREATE TABLE query.hand_overs (hand_over_id text COLLATE "C" PRIMARY KEY, view jsonb NOT NULL);
CREATE INDEX hand_overs_to ON query.hand_overs ((view #>> '{state,asked,to}')) WHERE view #>> '{state,end}' IS NULL;
CREATE INDEX hand_overs_by ON query.hand_overs ((view #>> '{state,asked,person}')) WHERE view #>> '{state,end}' IS NULL;
GRANT SELECT, INSERT, UPDATE, DELETE ON query.hand_overs TO minglu_query;
GRANT SELECT ON query.hand_overs TO minglu_audit;
