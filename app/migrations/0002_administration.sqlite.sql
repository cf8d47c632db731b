-- +goose Up
-- Who did what, about what, when and why. at is text, so that what was hashed comes back byte for byte.
CREATE TABLE audit_entries (
    seq        bigint PRIMARY KEY,
    at         text NOT NULL,
    who        text NOT NULL,
    what       text NOT NULL,
    about_kind text NOT NULL,
    about_id   text NOT NULL,
    why        text NOT NULL,
    hash       text NOT NULL
);
CREATE INDEX audit_entries_about ON audit_entries (about_kind, about_id);
-- The one row that every act updates, so that entries follow each other in the order of the commits.
CREATE TABLE audit_head (
    id   bigint PRIMARY KEY,
    seq  bigint NOT NULL,
    hash text NOT NULL
);
INSERT INTO audit_head (id, seq, hash) VALUES (1, 0, '');

-- +goose StatementBegin
CREATE TRIGGER audit_entries_stay_written BEFORE UPDATE ON audit_entries BEGIN
    SELECT RAISE(ABORT, 'the audit log is never changed');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER audit_entries_stay_there BEFORE DELETE ON audit_entries BEGIN
    SELECT RAISE(ABORT, 'the audit log is never changed');
END;
-- +goose StatementEnd
-- INSERT OR REPLACE takes a row away without a DELETE trigger.
-- +goose StatementBegin
CREATE TRIGGER audit_entries_stay_first BEFORE INSERT ON audit_entries WHEN EXISTS (SELECT 1 FROM audit_entries WHERE seq = NEW.seq) BEGIN
    SELECT RAISE(ABORT, 'the audit log is never changed');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER audit_head_goes_on BEFORE UPDATE ON audit_head WHEN NEW.id <> OLD.id OR NEW.seq < OLD.seq OR NEW.seq > OLD.seq + 1 BEGIN
    SELECT RAISE(ABORT, 'the audit log is never changed');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER audit_head_stays_there BEFORE DELETE ON audit_head BEGIN
    SELECT RAISE(ABORT, 'the audit log is never changed');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER audit_head_stays_one BEFORE INSERT ON audit_head BEGIN
    SELECT RAISE(ABORT, 'the audit log is never changed');
END;
-- +goose StatementEnd

ALTER TABLE members ADD COLUMN closed_at timestamp;
ALTER TABLE organisations ADD COLUMN ended_at timestamp;
ALTER TABLE organisations ADD COLUMN merged_into text REFERENCES organisations (id);
ALTER TABLE representations ADD COLUMN offered_by text REFERENCES members (id);
ALTER TABLE representations ADD COLUMN offer_leaves boolean NOT NULL DEFAULT false;
ALTER TABLE representations ADD COLUMN ended_by text;
CREATE INDEX representations_organisation ON representations (organisation_id) WHERE ended_at IS NULL;
ALTER TABLE grants ADD COLUMN ended_by text;
CREATE INDEX members_created ON members (created_at, id);
CREATE INDEX threads_organisation ON threads (organisation_id);
CREATE INDEX posts_organisation ON posts (organisation_id);

-- A program that notes nothing must not go on here.
UPDATE settings SET value = '2' WHERE name = 'schema_compatible_from';

-- +goose Down
UPDATE settings SET value = '1' WHERE name = 'schema_compatible_from';
DROP INDEX posts_organisation;
DROP INDEX threads_organisation;
DROP INDEX members_created;
ALTER TABLE grants DROP COLUMN ended_by;
DROP INDEX representations_organisation;
ALTER TABLE representations DROP COLUMN ended_by;
ALTER TABLE representations DROP COLUMN offer_leaves;
ALTER TABLE representations DROP COLUMN offered_by;
ALTER TABLE organisations DROP COLUMN merged_into;
ALTER TABLE organisations DROP COLUMN ended_at;
ALTER TABLE members DROP COLUMN closed_at;
DROP TABLE audit_head;
DROP TABLE audit_entries;
