-- +goose Up
-- A guest joined a workshop with its code and has no address yet: email is then "guest:" and the id, which no letter can be sent to.
ALTER TABLE members ADD COLUMN guest boolean NOT NULL DEFAULT false;

-- The code that one joins a workshop with. The latest counts; one that was shut stays here, so that it is never given again.
CREATE TABLE workshop_codes (
    code        text PRIMARY KEY,
    workshop_id text NOT NULL REFERENCES workshops (id),
    made_by     text NOT NULL,
    made_at     timestamp NOT NULL,
    shut_at     timestamp
);
CREATE UNIQUE INDEX workshop_codes_open ON workshop_codes (workshop_id) WHERE shut_at IS NULL;

-- +goose Down
DROP TABLE workshop_codes;
ALTER TABLE members DROP COLUMN guest;
