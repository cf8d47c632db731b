-- +goose Up
-- What one member is told: one row a member and event. event names what happened; posts in a thread that one follows share one row,
-- whose time moves on. about is the thing that a list gathers by, ref what happened in it. told is how it left the house, if it did.
CREATE TABLE notices (
    id              text PRIMARY KEY,
    member_id       text NOT NULL REFERENCES members (id),
    event           text NOT NULL,
    kind            text NOT NULL,
    what            text NOT NULL,
    reason          text NOT NULL,
    source          text NOT NULL,
    about_kind      text NOT NULL,
    about_id        text NOT NULL,
    ref_kind        text NOT NULL,
    ref_id          text NOT NULL,
    by_id           text NOT NULL,
    organisation_id text,
    at              timestamp NOT NULL,
    read_at         timestamp,
    told            text NOT NULL DEFAULT ''
);
CREATE UNIQUE INDEX notices_event ON notices (member_id, event);
CREATE INDEX notices_unread ON notices (member_id, at) WHERE read_at IS NULL;
CREATE INDEX notices_pile ON notices (member_id, kind, about_kind, about_id, at);
CREATE INDEX notices_list ON notices (member_id, at, id);
CREATE INDEX notices_about ON notices (about_id) WHERE read_at IS NULL;
CREATE INDEX notices_ref ON notices (ref_id) WHERE read_at IS NULL;
CREATE INDEX notices_at ON notices (at);
CREATE INDEX followings_thing ON followings (ref_kind, ref_id, member_id);

-- How a member wants to be told; who has no row has the defaults. Times of day are minutes from midnight in the member's time zone.
CREATE TABLE notice_settings (
    member_id   text PRIMARY KEY REFERENCES members (id),
    brief       text NOT NULL,
    quiet_from  bigint NOT NULL,
    quiet_to    bigint NOT NULL,
    weekends    boolean NOT NULL,
    muted_until timestamp,
    briefed_on  text NOT NULL
);
CREATE TABLE notice_channels (
    member_id text NOT NULL REFERENCES members (id),
    kind      text NOT NULL,
    channel   text NOT NULL,
    chosen    boolean NOT NULL,
    PRIMARY KEY (member_id, kind, channel)
);

-- +goose Down
DROP TABLE notice_channels;
DROP TABLE notice_settings;
DROP INDEX followings_thing;
DROP TABLE notices;
