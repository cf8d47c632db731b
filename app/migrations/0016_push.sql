-- +goose Up
-- The key that push services know this house by; one row, made by whoever needs it first.
CREATE TABLE push_keys (
    id      text PRIMARY KEY,
    secret  text NOT NULL,
    made_at timestamp NOT NULL
);

-- Browsers that are told while no page is open: one a session, and gone with it. live_at is when the session was last known to hold
-- a live connection, on any node; failing_at since when nothing arrives.
CREATE TABLE push_devices (
    id         text PRIMARY KEY,
    member_id  text NOT NULL REFERENCES members (id),
    session_id text NOT NULL UNIQUE,
    endpoint   text NOT NULL,
    key        text NOT NULL,
    auth       text NOT NULL,
    preview    boolean NOT NULL,
    at         timestamp NOT NULL,
    live_at    timestamp NOT NULL,
    failing_at timestamp
);
CREATE INDEX push_devices_member ON push_devices (member_id);
CREATE INDEX push_devices_endpoint ON push_devices (endpoint);
CREATE INDEX push_devices_failing ON push_devices (failing_at) WHERE failing_at IS NOT NULL;

-- +goose Down
DROP TABLE push_devices;
DROP TABLE push_keys;
