-- +goose Up
-- The words in letters by which whoever has one answers what a room asks of a member, without signing in; only a hash of the word is
-- kept. source is the room, organisation_id whom the answer is for, item_id which promise of a result. The words of ballots
-- that were sent move here.
CREATE TABLE letter_words (
    hash            text PRIMARY KEY,
    source          text NOT NULL,
    about_kind      text NOT NULL,
    about_id        text NOT NULL,
    item_id         text NOT NULL,
    member_id       text NOT NULL,
    organisation_id text,
    expires_at      timestamp NOT NULL
);
CREATE INDEX letter_words_about ON letter_words (about_id);
CREATE INDEX letter_words_member ON letter_words (member_id);
CREATE INDEX letter_words_expires ON letter_words (expires_at);
INSERT INTO letter_words (hash, source, about_kind, about_id, item_id, member_id, organisation_id, expires_at)
SELECT hash, 'ballot', 'ballot', ballot_id, '', member_id, organisation_id, expires_at FROM ballot_letters;
DROP TABLE ballot_letters;

-- A line that goes with an answer to an invitation.
ALTER TABLE workshop_replies ADD COLUMN line text NOT NULL DEFAULT '';

-- A program of the version before writes its words where nobody looks for them any more.
UPDATE settings SET value = '31' WHERE name = 'schema_compatible_from';

-- +goose Down
UPDATE settings SET value = '2' WHERE name = 'schema_compatible_from';
ALTER TABLE workshop_replies DROP COLUMN line;
CREATE TABLE ballot_letters (
    hash            text PRIMARY KEY,
    ballot_id       text NOT NULL REFERENCES ballots (id),
    member_id       text NOT NULL,
    organisation_id text,
    expires_at      timestamp NOT NULL
);
CREATE INDEX ballot_letters_member ON ballot_letters (member_id);
CREATE INDEX ballot_letters_expires ON ballot_letters (expires_at);
INSERT INTO ballot_letters (hash, ballot_id, member_id, organisation_id, expires_at)
SELECT hash, about_id, member_id, organisation_id, expires_at FROM letter_words WHERE source = 'ballot';
DROP TABLE letter_words;
