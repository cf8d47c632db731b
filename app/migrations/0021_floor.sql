-- +goose Up
-- Who may speak in a workshop now. A workshop whose facilitators chose nothing has no row: its list is open, with the usual limit.
-- undo holds what the last start changed, as instants and numbers.
CREATE TABLE workshop_speaker_lists (
    workshop_id   text PRIMARY KEY REFERENCES workshops (id),
    closed_at     timestamp,
    limit_seconds bigint NOT NULL,
    undo          text NOT NULL,
    version       bigint NOT NULL
);

-- A hand that was raised, and what was spoken. since: it runs since then, after spent_ms that ran before; allowed_ms 0: without a limit.
CREATE TABLE workshop_speeches (
    id                text PRIMARY KEY,
    workshop_id       text NOT NULL REFERENCES workshops (id),
    step_id           text NOT NULL,
    participant_id    text NOT NULL REFERENCES workshop_participants (id),
    organisation_id   text,
    organisation_name text NOT NULL,
    raised_by         text,
    interposed        boolean NOT NULL,
    raised_at         timestamp NOT NULL,
    started_at        timestamp,
    since             timestamp,
    spent_ms          bigint NOT NULL,
    allowed_ms        bigint NOT NULL,
    ended_at          timestamp,
    lowered_at        timestamp,
    version           bigint NOT NULL
);
CREATE UNIQUE INDEX workshop_speeches_hand ON workshop_speeches (workshop_id, participant_id) WHERE started_at IS NULL AND lowered_at IS NULL;
CREATE INDEX workshop_speeches_spoken ON workshop_speeches (workshop_id, participant_id, started_at);
CREATE INDEX workshop_speeches_organisation ON workshop_speeches (organisation_id);

-- Questions. why: it was hidden, told to its author and to those who facilitate.
CREATE TABLE workshop_questions (
    id                text PRIMARY KEY,
    workshop_id       text NOT NULL REFERENCES workshops (id),
    step_id           text NOT NULL,
    participant_id    text NOT NULL REFERENCES workshop_participants (id),
    organisation_id   text,
    organisation_name text NOT NULL,
    written_by        text,
    text              text NOT NULL,
    late              boolean NOT NULL,
    at                timestamp NOT NULL,
    status            text NOT NULL,
    hidden_at         timestamp,
    hidden_by         text,
    why               text NOT NULL,
    withdrawn_at      timestamp,
    version           bigint NOT NULL
);
CREATE INDEX workshop_questions_order ON workshop_questions (workshop_id, at);
CREATE UNIQUE INDEX workshop_questions_live ON workshop_questions (workshop_id) WHERE status = 'live';
CREATE INDEX workshop_questions_author ON workshop_questions (participant_id);
CREATE INDEX workshop_questions_organisation ON workshop_questions (organisation_id);

CREATE TABLE workshop_question_supports (
    question_id    text NOT NULL REFERENCES workshop_questions (id),
    participant_id text NOT NULL REFERENCES workshop_participants (id),
    at             timestamp NOT NULL,
    PRIMARY KEY (question_id, participant_id)
);
CREATE INDEX workshop_question_supports_whose ON workshop_question_supports (participant_id);

-- +goose Down
DROP TABLE workshop_question_supports;
DROP TABLE workshop_questions;
DROP TABLE workshop_speeches;
DROP TABLE workshop_speaker_lists;
