-- +goose Up
-- For which organisation, or from which municipality, whoever voted as themselves took part where the ballot is held. It is of open
-- votes only, and is nobody's voice: it says where the vote is counted.
ALTER TABLE ballot_votes ADD COLUMN counted_for text;
ALTER TABLE ballot_votes ADD COLUMN counted_in text;
CREATE INDEX ballot_votes_counted ON ballot_votes (counted_for);

-- +goose Down
DROP INDEX ballot_votes_counted;
ALTER TABLE ballot_votes DROP COLUMN counted_in;
ALTER TABLE ballot_votes DROP COLUMN counted_for;
