CREATE TABLE city (
    id INTEGER NOT NULL,
    name TEXT NOT NULL,
    country_code VARCHAR(2) NOT NULL,
    twin_id INTEGER,
    PRIMARY KEY (id),
    CONSTRAINT fk_city_country_code_country FOREIGN KEY(country_code) REFERENCES country (code) ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT fk_city_twin_id_city FOREIGN KEY(twin_id) REFERENCES city (id)
);

CREATE INDEX ix_city_country_code ON city (country_code);

CREATE TABLE country (
    code VARCHAR(2) NOT NULL,
    capital_id INTEGER,
    CONSTRAINT pk_country PRIMARY KEY (code),
    CONSTRAINT uq_country_capital_id UNIQUE (capital_id),
    CONSTRAINT fk_country_capital_id_city FOREIGN KEY(capital_id) REFERENCES city (id) ON DELETE SET NULL
);

CREATE TABLE street (
    id INTEGER NOT NULL,
    city_id INTEGER NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT fk_street_city_id_city FOREIGN KEY(city_id) REFERENCES city (id) ON DELETE CASCADE
);

CREATE UNIQUE INDEX uq_street_city_id_name ON street (city_id, name) WHERE name <> '';

CREATE INDEX ix_street_name_city_id ON street (name, city_id) WHERE length(name) > 3;

CREATE INDEX ix_street_city_id ON street (city_id);
