-- +goose Up
CREATE TABLE settings (
    name  text PRIMARY KEY,
    value text NOT NULL
);
INSERT INTO settings (name, value) VALUES ('schema_compatible_from', '1');

-- The live log. topics.seq is taken by updating the row inside the transaction of the change and held to its commit, so
-- that commits on one topic happen in the order of seq.
CREATE TABLE topics (
    topic text PRIMARY KEY,
    seq   bigint NOT NULL,
    start bigint NOT NULL DEFAULT 1
);
CREATE TABLE events (
    topic    text NOT NULL,
    seq      bigint NOT NULL,
    type     text NOT NULL,
    ref_kind text NOT NULL,
    ref_id   text NOT NULL,
    version  bigint NOT NULL,
    at       timestamp NOT NULL,
    PRIMARY KEY (topic, seq)
);

CREATE TABLE idempotency_keys (
    member_id text NOT NULL,
    key       text NOT NULL,
    print     text NOT NULL,
    answer    text NOT NULL,
    at        timestamp NOT NULL,
    PRIMARY KEY (member_id, key)
);
CREATE INDEX idempotency_keys_at ON idempotency_keys (at);

CREATE TABLE municipalities (
    code                text PRIMARY KEY,
    name                text NOT NULL,
    sort_key            text NOT NULL,
    population          bigint NOT NULL,
    land_km2            double precision NOT NULL,
    lat                 double precision NOT NULL,
    lon                 double precision NOT NULL,
    sami_administrative boolean NOT NULL,
    source              text NOT NULL
);
CREATE TABLE municipality_names (
    municipality text NOT NULL REFERENCES municipalities (code),
    lang         text NOT NULL,
    name         text NOT NULL,
    source       text NOT NULL,
    PRIMARY KEY (municipality, lang)
);

CREATE TABLE organisations (
    id           text PRIMARY KEY,
    slug         text UNIQUE,
    name         text NOT NULL,
    search_name  text NOT NULL,
    sort_key     text NOT NULL,
    kind         text NOT NULL,
    sector       text NOT NULL,
    level        text NOT NULL,
    municipality text REFERENCES municipalities (code),
    website      text NOT NULL,
    demo         boolean NOT NULL,
    created_at   timestamp NOT NULL,
    proposed_by  text,
    confirmed_at timestamp
);
CREATE INDEX organisations_sort ON organisations (sort_key, id);

CREATE TABLE members (
    id           text PRIMARY KEY,
    email        text NOT NULL UNIQUE,
    confirmed_at timestamp,
    name         text NOT NULL,
    lang         text NOT NULL,
    shown        boolean NOT NULL,
    created_at   timestamp NOT NULL,
    approved_at  timestamp,
    suspended_at timestamp
);

CREATE TABLE representations (
    id              text PRIMARY KEY,
    member_id       text NOT NULL REFERENCES members (id),
    organisation_id text NOT NULL REFERENCES organisations (id),
    requested_at    timestamp NOT NULL,
    confirmed_at    timestamp,
    confirmed_by    text,
    ended_at        timestamp
);
CREATE UNIQUE INDEX representations_running ON representations (member_id, organisation_id) WHERE ended_at IS NULL;

CREATE TABLE grants (
    id         text PRIMARY KEY,
    member_id  text NOT NULL REFERENCES members (id),
    role       text NOT NULL,
    scope_kind text NOT NULL,
    scope_id   text NOT NULL,
    granted_at timestamp NOT NULL,
    granted_by text NOT NULL,
    ended_at   timestamp
);
CREATE UNIQUE INDEX grants_running ON grants (member_id, role, scope_kind, scope_id) WHERE ended_at IS NULL;

CREATE TABLE areas (
    slug       text PRIMARY KEY,
    name_sv    text NOT NULL,
    name_en    text NOT NULL,
    about_sv   text NOT NULL,
    about_en   text NOT NULL,
    asked_sv   text NOT NULL,
    asked_en   text NOT NULL,
    hue        text NOT NULL,
    private    boolean NOT NULL,
    position   bigint NOT NULL,
    threads    bigint NOT NULL DEFAULT 0,
    valid_from text NOT NULL,
    valid_to   text NOT NULL
);
CREATE TABLE sub_areas (
    area         text NOT NULL REFERENCES areas (slug),
    slug         text NOT NULL,
    name_sv      text NOT NULL,
    name_en      text NOT NULL,
    illustrative boolean NOT NULL,
    position     bigint NOT NULL,
    valid_from   text NOT NULL,
    valid_to     text NOT NULL,
    PRIMARY KEY (area, slug)
);
CREATE TABLE area_members (
    area      text NOT NULL REFERENCES areas (slug),
    member_id text NOT NULL REFERENCES members (id),
    joined_at timestamp NOT NULL,
    PRIMARY KEY (area, member_id)
);
CREATE INDEX area_members_member ON area_members (member_id);

CREATE TABLE passwords (
    member_id text PRIMARY KEY REFERENCES members (id),
    hash      text NOT NULL,
    set_at    timestamp NOT NULL
);
CREATE TABLE sessions (
    id         text PRIMARY KEY,
    hash       text NOT NULL UNIQUE,
    member_id  text NOT NULL REFERENCES members (id),
    device     text NOT NULL,
    created_at timestamp NOT NULL,
    seen_at    timestamp NOT NULL,
    expires_at timestamp NOT NULL,
    ended_at   timestamp
);
CREATE INDEX sessions_member ON sessions (member_id);
CREATE TABLE tokens (
    id         text PRIMARY KEY,
    hash       text NOT NULL UNIQUE,
    member_id  text NOT NULL REFERENCES members (id),
    name       text NOT NULL,
    scope      text NOT NULL,
    created_at timestamp NOT NULL,
    expires_at timestamp NOT NULL,
    used_at    timestamp,
    ended_at   timestamp
);
CREATE INDEX tokens_member ON tokens (member_id);
CREATE TABLE confirmations (
    hash       text PRIMARY KEY,
    member_id  text NOT NULL REFERENCES members (id),
    created_at timestamp NOT NULL,
    expires_at timestamp NOT NULL
);

CREATE TABLE mails (
    id         text PRIMARY KEY,
    recipient  text NOT NULL,
    subject    text NOT NULL,
    text       text NOT NULL,
    created_at timestamp NOT NULL,
    due_at     timestamp NOT NULL,
    tries      bigint NOT NULL,
    sent_at    timestamp,
    failure    text NOT NULL
);
CREATE INDEX mails_due ON mails (due_at) WHERE sent_at IS NULL;

CREATE TABLE accessibility_reports (
    id         text PRIMARY KEY,
    text       text NOT NULL,
    page       text NOT NULL,
    email      text NOT NULL,
    created_at timestamp NOT NULL
);

CREATE TABLE threads (
    id               text PRIMARY KEY,
    area             text NOT NULL REFERENCES areas (slug),
    sub_area         text NOT NULL,
    municipality     text REFERENCES municipalities (code),
    title            text NOT NULL,
    lang             text NOT NULL,
    tags             text NOT NULL,
    author_id        text NOT NULL REFERENCES members (id),
    organisation_id  text REFERENCES organisations (id),
    at               timestamp NOT NULL,
    last_activity_at timestamp NOT NULL,
    posts            bigint NOT NULL,
    version          bigint NOT NULL,
    closed           boolean NOT NULL
);
CREATE INDEX threads_activity ON threads (area, last_activity_at DESC, id DESC);

-- State as records: who closed, when and why is never lost; reopening ends the record.
CREATE TABLE closures (
    id          text PRIMARY KEY,
    thread_id   text NOT NULL REFERENCES threads (id),
    closed_by   text NOT NULL REFERENCES members (id),
    text        text NOT NULL,
    html        text NOT NULL,
    at          timestamp NOT NULL,
    reopened_by text,
    reopened_at timestamp
);
CREATE INDEX closures_thread ON closures (thread_id);

CREATE TABLE posts (
    id              text PRIMARY KEY,
    thread_id       text NOT NULL REFERENCES threads (id),
    number          bigint NOT NULL,
    author_id       text NOT NULL REFERENCES members (id),
    organisation_id text REFERENCES organisations (id),
    reply_to        text REFERENCES posts (id),
    lang            text NOT NULL,
    text            text NOT NULL,
    html            text NOT NULL,
    version         bigint NOT NULL,
    versions        bigint NOT NULL,
    at              timestamp NOT NULL,
    edited_at       timestamp,
    withdrawn_at    timestamp,
    UNIQUE (thread_id, number)
);
CREATE INDEX posts_author ON posts (author_id);
CREATE TABLE post_versions (
    post_id text NOT NULL REFERENCES posts (id),
    version bigint NOT NULL,
    text    text NOT NULL,
    html    text NOT NULL,
    at      timestamp NOT NULL,
    PRIMARY KEY (post_id, version)
);

-- +goose Down
DROP TABLE post_versions;
DROP TABLE posts;
DROP TABLE closures;
DROP TABLE threads;
DROP TABLE accessibility_reports;
DROP TABLE mails;
DROP TABLE confirmations;
DROP TABLE tokens;
DROP TABLE sessions;
DROP TABLE passwords;
DROP TABLE area_members;
DROP TABLE sub_areas;
DROP TABLE areas;
DROP TABLE grants;
DROP TABLE representations;
DROP TABLE members;
DROP TABLE organisations;
DROP TABLE municipality_names;
DROP TABLE municipalities;
DROP TABLE idempotency_keys;
DROP TABLE events;
DROP TABLE topics;
DROP TABLE settings;
