-- +goose Up
-- A thread that stands first in its area. Taking it away ends the record; threads.pinned repeats it for the order of the list.
CREATE TABLE pins (
    id          text PRIMARY KEY,
    thread_id   text NOT NULL REFERENCES threads (id),
    pinned_by   text NOT NULL REFERENCES members (id),
    at          timestamp NOT NULL,
    unpinned_by text REFERENCES members (id),
    unpinned_at timestamp
);
CREATE UNIQUE INDEX pins_running ON pins (thread_id) WHERE unpinned_at IS NULL;

ALTER TABLE threads ADD COLUMN pinned boolean NOT NULL DEFAULT false;
DROP INDEX threads_activity;
CREATE INDEX threads_order ON threads (area, pinned DESC, last_activity_at DESC, id DESC);

ALTER TABLE threads ADD COLUMN kind text NOT NULL DEFAULT 'discussion';
ALTER TABLE threads ADD COLUMN deadline text NOT NULL DEFAULT '';
ALTER TABLE threads ADD COLUMN slow_minutes bigint NOT NULL DEFAULT 0;
-- Where the posts of a thread went that was merged into another; such a thread is closed too, so that nobody writes there.
ALTER TABLE threads ADD COLUMN moved_to text REFERENCES threads (id);

-- A conclusion in three parts; text holds them together.
ALTER TABLE closures ADD COLUMN agreed text NOT NULL DEFAULT '';
ALTER TABLE closures ADD COLUMN agreed_html text NOT NULL DEFAULT '';
ALTER TABLE closures ADD COLUMN differ text NOT NULL DEFAULT '';
ALTER TABLE closures ADD COLUMN differ_html text NOT NULL DEFAULT '';
ALTER TABLE closures ADD COLUMN ahead text NOT NULL DEFAULT '';
ALTER TABLE closures ADD COLUMN ahead_html text NOT NULL DEFAULT '';

-- What facilitators did with threads, and why: whoever may read the area reads it. What touches two areas is a row in each.
CREATE TABLE acts (
    id        text PRIMARY KEY,
    area      text NOT NULL REFERENCES areas (slug),
    thread_id text NOT NULL REFERENCES threads (id),
    kind      text NOT NULL,
    by_id     text NOT NULL REFERENCES members (id),
    why       text NOT NULL,
    at        timestamp NOT NULL,
    posts     bigint NOT NULL DEFAULT 0,
    minutes   bigint NOT NULL DEFAULT 0,
    other_id  text REFERENCES threads (id),
    before    text NOT NULL DEFAULT ''
);
CREATE INDEX acts_area ON acts (area, at DESC, id DESC);
CREATE INDEX acts_thread ON acts (thread_id, at DESC, id DESC);

CREATE TABLE marks (
    id        text PRIMARY KEY,
    post_id   text NOT NULL REFERENCES posts (id),
    kind      text NOT NULL,
    marked_by text NOT NULL REFERENCES members (id),
    at        timestamp NOT NULL,
    ended_by  text REFERENCES members (id),
    ended_at  timestamp
);
CREATE UNIQUE INDEX marks_running ON marks (post_id, kind) WHERE ended_at IS NULL;

-- Somebody was asked for an answer: an organisation or a person, one of the two.
CREATE TABLE asks (
    id              text PRIMARY KEY,
    thread_id       text NOT NULL REFERENCES threads (id),
    organisation_id text REFERENCES organisations (id),
    member_id       text REFERENCES members (id),
    question        text NOT NULL,
    wished          text NOT NULL,
    asked_by        text NOT NULL REFERENCES members (id),
    at              timestamp NOT NULL,
    post_id         text REFERENCES posts (id),
    answered_at     timestamp,
    ended_by        text REFERENCES members (id),
    ended_at        timestamp,
    declined        text NOT NULL DEFAULT ''
);
CREATE INDEX asks_thread ON asks (thread_id);
CREATE INDEX asks_organisation ON asks (organisation_id) WHERE answered_at IS NULL AND ended_at IS NULL;
CREATE INDEX asks_member ON asks (member_id) WHERE answered_at IS NULL AND ended_at IS NULL;

-- +goose Down
DROP TABLE asks;
DROP TABLE marks;
DROP TABLE acts;
ALTER TABLE closures DROP COLUMN ahead_html;
ALTER TABLE closures DROP COLUMN ahead;
ALTER TABLE closures DROP COLUMN differ_html;
ALTER TABLE closures DROP COLUMN differ;
ALTER TABLE closures DROP COLUMN agreed_html;
ALTER TABLE closures DROP COLUMN agreed;
ALTER TABLE threads DROP COLUMN moved_to;
ALTER TABLE threads DROP COLUMN slow_minutes;
ALTER TABLE threads DROP COLUMN deadline;
ALTER TABLE threads DROP COLUMN kind;
DROP INDEX threads_order;
ALTER TABLE threads DROP COLUMN pinned;
CREATE INDEX threads_activity ON threads (area, last_activity_at DESC, id DESC);
DROP TABLE pins;
