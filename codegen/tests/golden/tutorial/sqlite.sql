CREATE TABLE keywords (
    id INTEGER NOT NULL,
    keyword VARCHAR(50) NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT uq_keywords_keyword UNIQUE (keyword)
);

CREATE TABLE users (
    id INTEGER NOT NULL,
    name VARCHAR NOT NULL,
    fullname VARCHAR NOT NULL,
    password VARCHAR NOT NULL,
    PRIMARY KEY (id)
);

CREATE TABLE addresses (
    id INTEGER NOT NULL,
    email_address VARCHAR NOT NULL,
    user_id INTEGER,
    PRIMARY KEY (id),
    CONSTRAINT fk_addresses_user_id_users FOREIGN KEY(user_id) REFERENCES users (id)
);

CREATE INDEX ix_addresses_user_id ON addresses (user_id);

CREATE TABLE posts (
    id INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    headline VARCHAR(255) NOT NULL,
    body TEXT,
    PRIMARY KEY (id),
    CONSTRAINT fk_posts_user_id_users FOREIGN KEY(user_id) REFERENCES users (id) ON DELETE RESTRICT
);

CREATE INDEX ix_posts_user_id ON posts (user_id);

CREATE TABLE post_keywords (
    post_id INTEGER NOT NULL,
    keyword_id INTEGER NOT NULL,
    CONSTRAINT pk_post_keywords PRIMARY KEY (post_id, keyword_id),
    CONSTRAINT fk_post_keywords_post_id_posts FOREIGN KEY(post_id) REFERENCES posts (id),
    CONSTRAINT fk_post_keywords_keyword_id_keywords FOREIGN KEY(keyword_id) REFERENCES keywords (id)
);

CREATE INDEX ix_post_keywords_keyword_id ON post_keywords (keyword_id);
