-- +goose Up
-- A letter may have a part in HTML and headers of its own (JSON).
ALTER TABLE mails ADD COLUMN html text NOT NULL DEFAULT '';
ALTER TABLE mails ADD COLUMN headers text NOT NULL DEFAULT '';

-- The words in letters by which a member has fewer of them, without signing in; only a hash of the word is kept. what is a kind of
-- notices that came by mail at once, or brief.
CREATE TABLE notice_links (
    hash       text PRIMARY KEY,
    member_id  text NOT NULL REFERENCES members (id),
    what       text NOT NULL,
    expires_at timestamp NOT NULL
);
CREATE INDEX notice_links_expires ON notice_links (expires_at);

-- +goose Down
DROP TABLE notice_links;
ALTER TABLE mails DROP COLUMN headers;
ALTER TABLE mails DROP COLUMN html;
