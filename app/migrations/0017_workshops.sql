-- +goose Up
-- A workshop is a stage of a thread: whoever reads the thread's area reads it. Times are instants, so that a restart loses nothing.
CREATE TABLE workshops (
    id           text PRIMARY KEY,
    thread_id    text NOT NULL REFERENCES threads (id),
    template     text NOT NULL,
    title        text NOT NULL,
    purpose      text NOT NULL,
    purpose_html text NOT NULL,
    lang         text NOT NULL,
    place        text NOT NULL,
    link         text NOT NULL,
    phone        text NOT NULL,
    starts_at    timestamp,
    minutes      bigint NOT NULL,
    after_days   bigint NOT NULL,
    state        text NOT NULL,
    step_id      text NOT NULL,
    paused_at    timestamp,
    started_at   timestamp,
    wrapped_at   timestamp,
    ended_at     timestamp,
    published_at timestamp,
    cancelled_at timestamp,
    why          text NOT NULL,
    leader_id    text NOT NULL REFERENCES members (id),
    created_by   text NOT NULL REFERENCES members (id),
    created_at   timestamp NOT NULL,
    version      bigint NOT NULL
);
CREATE INDEX workshops_thread ON workshops (thread_id);
CREATE INDEX workshops_starts ON workshops (starts_at);

-- The run sheet. ends_at is when a running step's time is over; left_at when it was left.
CREATE TABLE workshop_steps (
    id          text PRIMARY KEY,
    workshop_id text NOT NULL REFERENCES workshops (id),
    place       double precision NOT NULL,
    kind        text NOT NULL,
    title       text NOT NULL,
    purpose     text NOT NULL,
    text        text NOT NULL,
    html        text NOT NULL,
    material    text NOT NULL,
    minutes     bigint NOT NULL,
    started_at  timestamp,
    ends_at     timestamp,
    left_at     timestamp,
    skipped     boolean NOT NULL,
    removed_at  timestamp,
    removed_by  text,
    version     bigint NOT NULL
);
CREATE INDEX workshop_steps_order ON workshop_steps (workshop_id, place);

CREATE TABLE workshop_facilitators (
    workshop_id text NOT NULL REFERENCES workshops (id),
    member_id   text NOT NULL REFERENCES members (id),
    added_by    text NOT NULL,
    added_at    timestamp NOT NULL,
    PRIMARY KEY (workshop_id, member_id)
);
CREATE INDEX workshop_facilitators_member ON workshop_facilitators (member_id);

-- Who takes part: a member, a guest (a member with a narrow grant), or somebody on the phone, who has no account at all.
CREATE TABLE workshop_participants (
    id                text PRIMARY KEY,
    workshop_id       text NOT NULL REFERENCES workshops (id),
    member_id         text REFERENCES members (id),
    kind              text NOT NULL,
    name              text NOT NULL,
    organisation_id   text,
    organisation_name text NOT NULL,
    confirmed         boolean NOT NULL DEFAULT false,
    municipality      text,
    added_by          text,
    joined_at         timestamp NOT NULL,
    left_at           timestamp,
    merged_into       text
);
CREATE UNIQUE INDEX workshop_participants_member ON workshop_participants (workshop_id, member_id) WHERE member_id IS NOT NULL;
CREATE INDEX workshop_participants_people ON workshop_participants (workshop_id, joined_at);
CREATE INDEX workshop_participants_whose ON workshop_participants (member_id);

-- +goose Down
DROP TABLE workshop_participants;
DROP TABLE workshop_facilitators;
DROP TABLE workshop_steps;
DROP TABLE workshops;
