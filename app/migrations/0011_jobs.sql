-- +goose Up
-- What is to be done later, written in the transaction of what it follows from. holder is who does it now: a fresh word with every
-- taking, which the end of the work has to show; due_at is then when the others may take it over. A job with a key stays for a time
-- after it was done, so that the same one is not done again.
CREATE TABLE jobs (
    id         text PRIMARY KEY,
    kind       text NOT NULL,
    key        text,
    grp        text NOT NULL,
    payload    text NOT NULL,
    progress   text NOT NULL,
    created_at timestamp NOT NULL,
    due_at     timestamp NOT NULL,
    tries      bigint NOT NULL,
    holder     text NOT NULL,
    failure    text NOT NULL,
    done_at    timestamp,
    dead_at    timestamp
);
CREATE UNIQUE INDEX jobs_key ON jobs (kind, key);
CREATE INDEX jobs_due ON jobs (due_at, id) WHERE done_at IS NULL AND dead_at IS NULL;
CREATE INDEX jobs_group ON jobs (kind, grp, due_at) WHERE done_at IS NULL AND dead_at IS NULL;
CREATE INDEX jobs_dead ON jobs (dead_at, id) WHERE dead_at IS NOT NULL;
CREATE INDEX jobs_done ON jobs (done_at) WHERE done_at IS NOT NULL;

-- +goose Down
DROP TABLE jobs;
