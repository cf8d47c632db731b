-- +goose Up
-- Who a post calls upon, as its text says now; at is when it first did. target_id is of a member or an organisation.
CREATE TABLE post_mentions (
    post_id   text NOT NULL REFERENCES posts (id),
    kind      text NOT NULL,
    target_id text NOT NULL,
    at        timestamp NOT NULL,
    PRIMARY KEY (post_id, kind, target_id)
);
CREATE INDEX post_mentions_target ON post_mentions (kind, target_id, at DESC);

-- One row a person, post and kind; organisation_id is whom they reacted for.
CREATE TABLE post_reactions (
    post_id         text NOT NULL REFERENCES posts (id),
    kind            text NOT NULL,
    member_id       text NOT NULL REFERENCES members (id),
    organisation_id text REFERENCES organisations (id),
    at              timestamp NOT NULL,
    PRIMARY KEY (post_id, kind, member_id)
);

-- What somebody is about to write: theirs alone, and gone thirty days after they last touched it. other is a text that another
-- device held and that waits for a choice.
CREATE TABLE drafts (
    member_id text NOT NULL REFERENCES members (id),
    place     text NOT NULL,
    text      text NOT NULL,
    fields    text NOT NULL,
    other     text NOT NULL,
    version   bigint NOT NULL,
    at        timestamp NOT NULL,
    PRIMARY KEY (member_id, place)
);
CREATE INDEX drafts_at ON drafts (at);

-- The last version that a draft of somebody was given: the next is later, also where the draft that had it is gone.
CREATE TABLE draft_versions (
    member_id text NOT NULL PRIMARY KEY REFERENCES members (id),
    version   bigint NOT NULL
);

-- +goose Down
DROP TABLE draft_versions;
DROP TABLE drafts;
DROP TABLE post_reactions;
DROP TABLE post_mentions;
