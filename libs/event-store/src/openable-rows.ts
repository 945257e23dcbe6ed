/**
 * The rows of the vault as a table for a FROM, each with the key that opens it. That is its own or the one of its person, and empty once it is
 * destroyed.
 */
export const OPENABLE_ROWS = `(SELECT v.ref, v.subject, coalesce(v.wrapped_key, k.wrapped_key, '') AS wrapped_key, v.ciphertext, v.person_key, v.stream_id
  FROM vault v LEFT JOIN vault_keys k ON k.id = v.person_key) AS openable`;
