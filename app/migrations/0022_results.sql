-- +goose Up
-- What came of a workshop. attendance is who was there when it ended, frozen as JSON; edition counts what was changed after it was published.
CREATE TABLE workshop_results (
    workshop_id text PRIMARY KEY REFERENCES workshops (id),
    attendance  text NOT NULL,
    made_at     timestamp NOT NULL,
    edition     bigint NOT NULL
);

-- The parts of a result. words rises with what sources confirm: title, text, sources, owner and date; version with everything.
CREATE TABLE workshop_result_items (
    id          text PRIMARY KEY,
    workshop_id text NOT NULL REFERENCES workshops (id),
    kind        text NOT NULL,
    title       text NOT NULL,
    text        text NOT NULL,
    html        text NOT NULL,
    place       bigint NOT NULL,
    sources     text NOT NULL,
    dots        bigint,
    owner_kind  text NOT NULL,
    owner_id    text NOT NULL,
    due_on      text NOT NULL,
    drafted     boolean NOT NULL,
    made_by     text NOT NULL,
    made_at     timestamp NOT NULL,
    edited_by   text,
    edited_at   timestamp,
    removed_by  text,
    removed_at  timestamp,
    words       bigint NOT NULL,
    version     bigint NOT NULL
);
CREATE INDEX workshop_result_items_order ON workshop_result_items (workshop_id, place);
CREATE INDEX workshop_result_items_owner ON workshop_result_items (owner_id);

-- What sources and owners say of an item, in the words that it had. who is the participant, or the member who is none.
CREATE TABLE workshop_result_standings (
    id          text PRIMARY KEY,
    workshop_id text NOT NULL REFERENCES workshops (id),
    item_id     text NOT NULL REFERENCES workshop_result_items (id),
    who_kind    text NOT NULL,
    who_id      text NOT NULL,
    stands      text NOT NULL,
    words       text NOT NULL,
    of_words    bigint NOT NULL,
    as_owner    boolean NOT NULL,
    unnamed     boolean NOT NULL,
    written_by  text,
    at          timestamp NOT NULL,
    version     bigint NOT NULL
);
CREATE UNIQUE INDEX workshop_result_standings_who ON workshop_result_standings (item_id, who_id);
CREATE INDEX workshop_result_standings_result ON workshop_result_standings (workshop_id);
CREATE INDEX workshop_result_standings_whose ON workshop_result_standings (who_id);

-- What was changed after a result was published: which parts, never the words that went.
CREATE TABLE workshop_result_changes (
    workshop_id text NOT NULL REFERENCES workshops (id),
    edition     bigint NOT NULL,
    item_id     text NOT NULL,
    what        text NOT NULL,
    parts       text NOT NULL,
    by_member   text NOT NULL,
    at          timestamp NOT NULL,
    PRIMARY KEY (workshop_id, edition)
);

-- +goose Down
DROP TABLE workshop_result_changes;
DROP TABLE workshop_result_standings;
DROP TABLE workshop_result_items;
DROP TABLE workshop_results;
