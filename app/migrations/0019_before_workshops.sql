-- +goose Up
-- The ballots of a step.
CREATE TABLE workshop_ballots (
    ballot_id   text PRIMARY KEY REFERENCES ballots (id),
    workshop_id text NOT NULL REFERENCES workshops (id),
    step_id     text NOT NULL REFERENCES workshop_steps (id),
    at          timestamp NOT NULL
);
CREATE INDEX workshop_ballots_step ON workshop_ballots (step_id, at);

-- Who is invited; an organisation is through those who speak for it.
CREATE TABLE workshop_invitations (
    workshop_id text NOT NULL REFERENCES workshops (id),
    kind        text NOT NULL,
    target_id   text NOT NULL,
    invited_by  text NOT NULL,
    at          timestamp NOT NULL,
    ended_at    timestamp,
    PRIMARY KEY (workshop_id, kind, target_id)
);

-- What people answered. interpreter and access are for those who facilitate alone, and are emptied some days after the end.
CREATE TABLE workshop_replies (
    workshop_id text NOT NULL REFERENCES workshops (id),
    member_id   text NOT NULL REFERENCES members (id),
    answer      text NOT NULL,
    instead     text NOT NULL,
    interpreter text NOT NULL,
    access      text NOT NULL,
    at          timestamp NOT NULL,
    PRIMARY KEY (workshop_id, member_id)
);
CREATE INDEX workshop_replies_member ON workshop_replies (member_id);

-- The written round of a workshop: open until a time, then only comments on what was written until another, then locked.
CREATE TABLE workshop_rounds (
    workshop_id text PRIMARY KEY REFERENCES workshops (id),
    open_until  timestamp NOT NULL,
    proof_until timestamp NOT NULL,
    case_number text NOT NULL,
    locked_at   timestamp,
    locked_by   text,
    version     bigint NOT NULL
);

-- +goose Down
DROP TABLE workshop_rounds;
DROP TABLE workshop_replies;
DROP TABLE workshop_invitations;
DROP TABLE workshop_ballots;
