-- +goose Up
-- The words in letters by which whoever has one answers an open ballot as one voice, without signing in; only a hash of the word is kept.
-- organisation_id is whose voice it is where organisations vote.
CREATE TABLE ballot_letters (
    hash            text PRIMARY KEY,
    ballot_id       text NOT NULL REFERENCES ballots (id),
    member_id       text NOT NULL,
    organisation_id text,
    expires_at      timestamp NOT NULL
);
CREATE INDEX ballot_letters_member ON ballot_letters (member_id);
CREATE INDEX ballot_letters_expires ON ballot_letters (expires_at);
CREATE INDEX mails_created ON mails (created_at);

-- +goose Down
DROP INDEX mails_created;
DROP TABLE ballot_letters;
