-- +goose Up
ALTER TABLE members ADD COLUMN time_zone text NOT NULL DEFAULT 'Europe/Stockholm';

-- What a letter lets its reader do once. member_id is null where nobody has the address that was asked for: such a row
-- only costs what a real one costs.
CREATE TABLE links (
    hash       text PRIMARY KEY,
    kind       text NOT NULL,
    member_id  text REFERENCES members (id),
    next       text NOT NULL,
    created_at timestamp NOT NULL,
    expires_at timestamp NOT NULL
);
CREATE INDEX links_member ON links (member_id);
CREATE INDEX links_expires ON links (expires_at);

-- A move to another address, which both addresses agree to.
CREATE TABLE address_changes (
    id         text PRIMARY KEY,
    member_id  text NOT NULL REFERENCES members (id),
    email      text NOT NULL,
    old_hash   text NOT NULL UNIQUE,
    new_hash   text NOT NULL UNIQUE,
    created_at timestamp NOT NULL,
    expires_at timestamp NOT NULL,
    old_at     timestamp,
    new_at     timestamp
);
CREATE INDEX address_changes_member ON address_changes (member_id);

CREATE TABLE invitations (
    id         text PRIMARY KEY,
    hash       text NOT NULL UNIQUE,
    area       text NOT NULL REFERENCES areas (slug),
    note       text NOT NULL,
    uses       bigint NOT NULL,
    used       bigint NOT NULL,
    created_by text NOT NULL REFERENCES members (id),
    created_at timestamp NOT NULL,
    expires_at timestamp NOT NULL,
    ended_at   timestamp
);
CREATE INDEX invitations_area ON invitations (area, created_at);

-- +goose Down
DROP TABLE invitations;
DROP TABLE address_changes;
DROP TABLE links;
ALTER TABLE members DROP COLUMN time_zone;
