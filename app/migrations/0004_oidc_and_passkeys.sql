-- +goose Up
-- strong_at is when the session last proved who sits there; every session before this file began with a password.
ALTER TABLE sessions ADD COLUMN strong_at timestamp;
UPDATE sessions SET strong_at = created_at;

-- A way to a provider and back: one row from leaving to returning, bound to the browser by a cookie.
CREATE TABLE oidc_flows (
    hash       text PRIMARY KEY,
    cookie     text NOT NULL,
    issuer     text NOT NULL,
    nonce      text NOT NULL,
    verifier   text NOT NULL,
    next       text NOT NULL,
    again      boolean NOT NULL,
    created_at timestamp NOT NULL,
    expires_at timestamp NOT NULL
);
CREATE INDEX oidc_flows_expires ON oidc_flows (expires_at);

-- What a provider has vouched for and nobody has consented to yet.
CREATE TABLE oidc_pending (
    hash       text PRIMARY KEY,
    issuer     text NOT NULL,
    subject    text NOT NULL,
    email      text NOT NULL,
    name       text NOT NULL,
    next       text NOT NULL,
    proved_at  timestamp NOT NULL,
    created_at timestamp NOT NULL,
    expires_at timestamp NOT NULL
);
CREATE INDEX oidc_pending_expires ON oidc_pending (expires_at);

CREATE TABLE oidc_links (
    id           text PRIMARY KEY,
    member_id    text NOT NULL REFERENCES members (id),
    issuer       text NOT NULL,
    subject      text NOT NULL,
    email        text NOT NULL,
    consented_at timestamp NOT NULL,
    used_at      timestamp,
    UNIQUE (issuer, subject)
);
CREATE INDEX oidc_links_member ON oidc_links (member_id);

CREATE TABLE passkeys (
    id         text PRIMARY KEY,
    member_id  text NOT NULL REFERENCES members (id),
    credential text NOT NULL UNIQUE,
    name       text NOT NULL,
    key        text NOT NULL,
    transports text NOT NULL,
    counter    bigint NOT NULL,
    eligible   boolean NOT NULL,
    backed_up  boolean NOT NULL,
    verified   boolean NOT NULL,
    created_at timestamp NOT NULL,
    used_at    timestamp
);
CREATE INDEX passkeys_member ON passkeys (member_id);

-- The random id that an authenticator keeps for a member instead of anything that names them.
CREATE TABLE passkey_handles (
    member_id text PRIMARY KEY REFERENCES members (id),
    handle    text NOT NULL UNIQUE
);

-- A challenge is answered once: the row is taken away with the first answer.
CREATE TABLE passkey_challenges (
    hash       text PRIMARY KEY,
    purpose    text NOT NULL,
    session_id text NOT NULL,
    data       text NOT NULL,
    expires_at timestamp NOT NULL
);
CREATE INDEX passkey_challenges_expires ON passkey_challenges (expires_at);

-- +goose Down
DROP TABLE passkey_challenges;
DROP TABLE passkey_handles;
DROP TABLE passkeys;
DROP TABLE oidc_links;
DROP TABLE oidc_pending;
DROP TABLE oidc_flows;
ALTER TABLE sessions DROP COLUMN strong_at;
