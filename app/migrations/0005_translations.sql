-- +goose Up

-- What a machine made of a text, kept so that it is asked once. A row holds what its original holds no longer than that: it goes
-- with every change of the text.
CREATE TABLE translations (
    kind    text NOT NULL, -- post, thread
    id      text NOT NULL,
    lang    text NOT NULL, -- BCP 47
    version bigint NOT NULL, -- of the original
    title   text NOT NULL,
    html    text NOT NULL,
    PRIMARY KEY (kind, id, lang)
);

-- +goose Down
DROP TABLE translations;
