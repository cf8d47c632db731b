-- +goose Up
-- A wall has the id of the step that it was made for; a step without a row here has an empty one. version is of its phase and settings.
CREATE TABLE workshop_walls (
    id          text PRIMARY KEY,
    workshop_id text NOT NULL REFERENCES workshops (id),
    phase       text NOT NULL,
    dots        bigint NOT NULL,
    dots_hidden boolean NOT NULL,
    named       boolean NOT NULL,
    arranging   text NOT NULL,
    revealed_at timestamp,
    revealed_by text,
    created_at  timestamp NOT NULL,
    version     bigint NOT NULL
);
CREATE INDEX workshop_walls_workshop ON workshop_walls (workshop_id);

-- Steps that work on another wall than the run sheet says.
CREATE TABLE workshop_wall_links (
    step_id     text PRIMARY KEY REFERENCES workshop_steps (id),
    workshop_id text NOT NULL REFERENCES workshops (id),
    wall_id     text NOT NULL,
    linked_by   text NOT NULL,
    linked_at   timestamp NOT NULL
);
CREATE INDEX workshop_wall_links_workshop ON workshop_wall_links (workshop_id);

CREATE TABLE workshop_clusters (
    id          text PRIMARY KEY,
    wall_id     text NOT NULL REFERENCES workshop_walls (id),
    name        text NOT NULL,
    place       bigint NOT NULL,
    created_by  text NOT NULL,
    created_at  timestamp NOT NULL,
    removed_by  text,
    removed_at  timestamp,
    version     bigint NOT NULL
);
CREATE INDEX workshop_clusters_wall ON workshop_clusters (wall_id);

-- written_by is the facilitator who wrote on behalf of the participant; into_id the note that it was merged into. Empty: none.
CREATE TABLE workshop_notes (
    id             text PRIMARY KEY,
    wall_id        text NOT NULL REFERENCES workshop_walls (id),
    participant_id text NOT NULL REFERENCES workshop_participants (id),
    written_by     text,
    text           text NOT NULL,
    late           boolean NOT NULL,
    cluster_id     text NOT NULL,
    place          bigint NOT NULL,
    into_id        text NOT NULL,
    at             timestamp NOT NULL,
    edited_at      timestamp,
    withdrawn_at   timestamp,
    withdrawn_by   text,
    why            text NOT NULL,
    version        bigint NOT NULL
);
CREATE INDEX workshop_notes_wall ON workshop_notes (wall_id);
CREATE INDEX workshop_notes_participant ON workshop_notes (participant_id);

-- target is a note or a cluster of the wall.
CREATE TABLE workshop_dots (
    wall_id        text NOT NULL REFERENCES workshop_walls (id),
    participant_id text NOT NULL REFERENCES workshop_participants (id),
    target         text NOT NULL,
    n              bigint NOT NULL,
    PRIMARY KEY (wall_id, participant_id, target)
);
CREATE INDEX workshop_dots_target ON workshop_dots (wall_id, target);
CREATE INDEX workshop_dots_participant ON workshop_dots (participant_id);

-- +goose Down
DROP TABLE workshop_dots;
DROP TABLE workshop_notes;
DROP TABLE workshop_clusters;
DROP TABLE workshop_wall_links;
DROP TABLE workshop_walls;
