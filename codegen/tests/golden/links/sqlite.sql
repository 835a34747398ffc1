CREATE TABLE clubs (
    id INTEGER NOT NULL,
    PRIMARY KEY (id)
);

CREATE TABLE countries (
    code VARCHAR NOT NULL,
    continent VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    CONSTRAINT pk_countries PRIMARY KEY (code),
    CONSTRAINT uq_countries_name UNIQUE (name),
    CONSTRAINT uq_countries_continent_name UNIQUE (continent, name)
);

CREATE TABLE people (
    id INTEGER NOT NULL,
    name VARCHAR NOT NULL,
    PRIMARY KEY (id)
);

CREATE TABLE club_members (
    id INTEGER NOT NULL,
    since TEXT NOT NULL DEFAULT (strftime('%Y-%m-%d', 'now')),
    person INTEGER NOT NULL,
    club INTEGER NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT fk_club_members_person_people FOREIGN KEY(person) REFERENCES people (id) ON DELETE CASCADE,
    CONSTRAINT fk_club_members_club_clubs FOREIGN KEY(club) REFERENCES clubs (id) ON DELETE RESTRICT
);

CREATE INDEX ix_club_members_person ON club_members (person);

CREATE INDEX ix_club_members_club ON club_members (club);

CREATE TABLE friendships (
    person_id INTEGER NOT NULL,
    friend_id INTEGER NOT NULL,
    CONSTRAINT pk_friendships PRIMARY KEY (person_id, friend_id),
    CONSTRAINT fk_friendships_person_id_people FOREIGN KEY(person_id) REFERENCES people (id),
    CONSTRAINT fk_friendships_friend_id_people FOREIGN KEY(friend_id) REFERENCES people (id)
);

CREATE INDEX ix_friendships_friend_id ON friendships (friend_id);

CREATE TABLE passports (
    id INTEGER NOT NULL,
    owner_id INTEGER NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT uq_passports_owner_id UNIQUE (owner_id),
    CONSTRAINT fk_passports_owner_id_people FOREIGN KEY(owner_id) REFERENCES people (id) ON DELETE CASCADE ON UPDATE CASCADE
);

CREATE TABLE stamps (
    id INTEGER NOT NULL,
    person_id INTEGER,
    country VARCHAR NOT NULL DEFAULT 'none',
    PRIMARY KEY (id),
    CONSTRAINT fk_stamps_person_id_people FOREIGN KEY(person_id) REFERENCES people (id) ON DELETE SET NULL,
    CONSTRAINT fk_stamps_country_countries FOREIGN KEY(country) REFERENCES countries (code) ON DELETE SET DEFAULT ON UPDATE RESTRICT
);

CREATE INDEX ix_stamps_person_id ON stamps (person_id);

CREATE INDEX ix_stamps_country ON stamps (country);
