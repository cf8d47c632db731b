-- +goose Up
-- Files that members sent. blob and preview are the random names under which the bytes lie in the data folder; holder is what
-- names the file ("post:0190…"), empty until something does. sha256 is of the bytes as they are kept, hex.
CREATE TABLE files (
    id             text PRIMARY KEY,
    member_id      text NOT NULL REFERENCES members (id),
    holder         text NOT NULL DEFAULT '',
    name           text NOT NULL,
    media          text NOT NULL,
    size           bigint NOT NULL,
    sha256         text NOT NULL,
    width          bigint NOT NULL DEFAULT 0,
    height         bigint NOT NULL DEFAULT 0,
    moving         boolean NOT NULL DEFAULT false,
    blob           text NOT NULL UNIQUE,
    preview        text NOT NULL DEFAULT '',
    preview_media  text NOT NULL DEFAULT '',
    preview_size   bigint NOT NULL DEFAULT 0,
    preview_width  bigint NOT NULL DEFAULT 0,
    preview_height bigint NOT NULL DEFAULT 0,
    at             timestamp NOT NULL
);
CREATE INDEX files_loose ON files (at) WHERE holder = '';
CREATE INDEX files_member ON files (member_id, at);
CREATE INDEX files_preview ON files (preview);

-- Which files a post shows, in which order and with which words for those who do not see them. A row counts from the version of
-- the post that brought it to the one that took it away again (0: still there), so that old texts keep their files.
CREATE TABLE post_files (
    post_id    text NOT NULL REFERENCES posts (id),
    file_id    text NOT NULL REFERENCES files (id),
    since      bigint NOT NULL,
    until      bigint NOT NULL DEFAULT 0,
    number     bigint NOT NULL,
    alt        text NOT NULL,
    decorative boolean NOT NULL,
    PRIMARY KEY (post_id, file_id, since)
);

-- +goose Down
DROP TABLE post_files;
DROP TABLE files;
