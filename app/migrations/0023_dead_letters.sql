-- +goose Up
-- A letter that nobody tries to send any more: it used up its tries, or there is no such recipient.
ALTER TABLE mails ADD COLUMN dead_at timestamp;
UPDATE mails SET dead_at = due_at WHERE sent_at IS NULL AND tries >= 40;
CREATE INDEX mails_dead ON mails (dead_at, id) WHERE dead_at IS NOT NULL;

-- +goose Down
DROP INDEX mails_dead;
ALTER TABLE mails DROP COLUMN dead_at;
