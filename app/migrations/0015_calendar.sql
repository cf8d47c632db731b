-- +goose Up
-- The secret address of a member's calendar; only a hash of its word is kept. read_at is when a program last asked for it.
CREATE TABLE calendar_feeds (
    member_id text PRIMARY KEY REFERENCES members (id),
    hash      text NOT NULL,
    made_at   timestamp NOT NULL,
    read_at   timestamp
);
CREATE UNIQUE INDEX calendar_feeds_hash ON calendar_feeds (hash);
CREATE INDEX threads_deadline ON threads (deadline) WHERE deadline <> '';
CREATE INDEX ballots_closes ON ballots (closes_at);

-- When an organisation was addressed through those who speak for it, once an event.
CREATE TABLE contacts (
    organisation_id text NOT NULL,
    event           text NOT NULL,
    kind            text NOT NULL,
    at              timestamp NOT NULL,
    PRIMARY KEY (organisation_id, event)
);
CREATE INDEX contacts_at ON contacts (organisation_id, at);

-- +goose Down
DROP TABLE contacts;
DROP INDEX ballots_closes;
DROP INDEX threads_deadline;
DROP TABLE calendar_feeds;
