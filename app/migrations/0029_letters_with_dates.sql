-- +goose Up
-- What a letter says to the calendar program of its reader, as a list in JSON.
ALTER TABLE mails ADD COLUMN calendars text NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE mails DROP COLUMN calendars;
