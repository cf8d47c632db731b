-- +goose Up

-- Since when a member is here, and when they were here last. What was written up to known_from is not new to them in a thread
-- that they have not opened.
CREATE TABLE visits (
    member_id  text PRIMARY KEY REFERENCES members (id),
    known_from timestamp NOT NULL,
    since      timestamp NOT NULL,
    last_at    timestamp NOT NULL
);
-- Nobody comes back to a wall of unread because the program began to count.
INSERT INTO visits (member_id, known_from, since, last_at)
SELECT m.id, p.at, p.at, p.at FROM members m, (SELECT max(at) AS at FROM posts) p WHERE p.at IS NOT NULL;

-- How far a member has read in a thread: everything up to the number, and the runs of posts further down that were read
-- without what lies before them. spans counts those runs, so that hardly any question has to look at them.
CREATE TABLE readings (
    member_id text NOT NULL REFERENCES members (id),
    thread_id text NOT NULL REFERENCES threads (id),
    upto      bigint NOT NULL,
    spans     bigint NOT NULL,
    PRIMARY KEY (member_id, thread_id)
);
CREATE INDEX readings_thread ON readings (thread_id);
CREATE TABLE reading_spans (
    member_id text NOT NULL REFERENCES members (id),
    thread_id text NOT NULL REFERENCES threads (id),
    first     bigint NOT NULL,
    last      bigint NOT NULL,
    PRIMARY KEY (member_id, thread_id, first)
);

-- How much of a thread or an area a member wants to be told; after_level is what holds when the level ends by itself.
CREATE TABLE followings (
    member_id   text NOT NULL REFERENCES members (id),
    ref_kind    text NOT NULL,
    ref_id      text NOT NULL,
    level       text NOT NULL,
    until       timestamp,
    after_level text NOT NULL,
    at          timestamp NOT NULL,
    PRIMARY KEY (member_id, ref_kind, ref_id)
);

-- Posts were moved into the thread, so that their times do not rise with their numbers.
ALTER TABLE threads ADD COLUMN mixed boolean NOT NULL DEFAULT false;
CREATE INDEX threads_author ON threads (author_id);
CREATE INDEX posts_at ON posts (thread_id, at, number);
CREATE INDEX posts_own ON posts (author_id, thread_id, number);
CREATE INDEX posts_withdrawn ON posts (thread_id, number) WHERE withdrawn_at IS NOT NULL;
CREATE INDEX posts_reply_to ON posts (reply_to) WHERE reply_to IS NOT NULL;
CREATE INDEX closures_at ON closures (at);

-- +goose Down
DROP INDEX closures_at;
DROP INDEX posts_reply_to;
DROP INDEX posts_withdrawn;
DROP INDEX posts_own;
DROP INDEX posts_at;
DROP INDEX threads_author;
ALTER TABLE threads DROP COLUMN mixed;
DROP TABLE followings;
DROP TABLE reading_spans;
DROP TABLE readings;
DROP TABLE visits;
