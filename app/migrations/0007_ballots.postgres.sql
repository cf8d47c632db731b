-- +goose Up
-- A ballot is held in a room that it knows by kind and id alone. Options and the frozen result are JSON; voices is what watchers were told.
CREATE TABLE ballots (
    id              text PRIMARY KEY,
    host_kind       text NOT NULL,
    host_id         text NOT NULL,
    kind            text NOT NULL,
    title           text NOT NULL,
    text            text NOT NULL,
    html            text NOT NULL,
    lang            text NOT NULL,
    options         text NOT NULL,
    most            bigint NOT NULL,
    voice           text NOT NULL,
    hidden          boolean NOT NULL,
    anonymous       boolean NOT NULL,
    author_id       text NOT NULL,
    organisation_id text,
    at              timestamp NOT NULL,
    closes_at       timestamp NOT NULL,
    reminds_at      timestamp NOT NULL,
    reminded_at     timestamp,
    closed_at       timestamp,
    closed_by       text,
    voices          bigint NOT NULL,
    result          text NOT NULL,
    version         bigint NOT NULL
);
CREATE INDEX ballots_host ON ballots (host_kind, host_id, at);
CREATE INDEX ballots_due ON ballots (closes_at) WHERE closed_at IS NULL;
CREATE INDEX ballots_author ON ballots (author_id);

-- Open votes: who voted what. voter is a member or an organisation, as the ballot says.
CREATE TABLE ballot_votes (
    ballot_id       text NOT NULL REFERENCES ballots (id),
    voter           text NOT NULL,
    member_id       text NOT NULL,
    organisation_id text,
    vote            text NOT NULL,
    at              timestamp NOT NULL,
    PRIMARY KEY (ballot_id, voter)
);
CREATE INDEX ballot_votes_organisation ON ballot_votes (organisation_id);

CREATE TABLE ballot_outcomes (
    ballot_id  text PRIMARY KEY REFERENCES ballots (id),
    text       text NOT NULL,
    html       text NOT NULL,
    next       text NOT NULL,
    next_html  text NOT NULL,
    review_on  text NOT NULL,
    written_by text NOT NULL,
    at         timestamp NOT NULL
);

-- Anonymous ballots: who took part, and apart from it one box a ballot with sums. Neither has a time or a number that grows,
-- and the box is one value that every vote writes anew, so that no place, order or system column of a row tells one vote from
-- another. Both are emptied when the ballot closes.
CREATE TABLE ballot_voters (
    ballot_id text NOT NULL REFERENCES ballots (id),
    voter     text NOT NULL,
    PRIMARY KEY (ballot_id, voter)
);
CREATE TABLE ballot_boxes (
    ballot_id text PRIMARY KEY REFERENCES ballots (id),
    voices    bigint NOT NULL,
    content   text NOT NULL
);

-- +goose Down
DROP TABLE ballot_boxes;
DROP TABLE ballot_voters;
DROP TABLE ballot_outcomes;
DROP TABLE ballot_votes;
DROP TABLE ballots;
