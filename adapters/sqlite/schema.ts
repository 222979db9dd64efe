/**
 * The tables of the embedded store.
 *
 * Keys are the same as in Redis (`src/store/Keys.ts`). Times are Unix milliseconds; a null `expires` means never.
 * `kept` has cached ids, notes and published entries. Rows of `matched` are inserted by the matcher; the store only
 * merges into them.
 */

import { BOOKMAKER_ID } from "../../src/domain/BookmakerId.ts"

/** Version of the layout (`PRAGMA user_version`). A file with any other layout is refused. */
export const LAYOUT = 1

/** Names the tables. A file with other tables, and without these, is not this store's. */
export const TABLES = ["kept", "matched", "stream"] as const

/** Creates the tables in an empty file. */
export const CREATE = `
CREATE TABLE kept (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL,
  written INTEGER NOT NULL,
  expires INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX kept_expires ON kept (expires) WHERE expires IS NOT NULL;

CREATE TABLE matched (
  key TEXT PRIMARY KEY,
  entry TEXT NOT NULL CHECK (json_valid(entry)),
  expires INTEGER,
  ${BOOKMAKER_ID}_id INTEGER GENERATED ALWAYS AS (
    CASE json_type(entry, '$.match_team_objects.${BOOKMAKER_ID}.parent_match_id')
      WHEN 'integer' THEN json_extract(entry, '$.match_team_objects.${BOOKMAKER_ID}.parent_match_id')
    END
  ) VIRTUAL
) STRICT;
CREATE INDEX matched_id ON matched (${BOOKMAKER_ID}_id) WHERE ${BOOKMAKER_ID}_id IS NOT NULL;
CREATE INDEX matched_expires ON matched (expires) WHERE expires IS NOT NULL;

CREATE TABLE stream (
  name TEXT NOT NULL,
  millis INTEGER NOT NULL,
  sequence INTEGER NOT NULL,
  data_key TEXT NOT NULL,
  PRIMARY KEY (name, millis, sequence)
) STRICT, WITHOUT ROWID;

PRAGMA user_version = ${LAYOUT};
`
