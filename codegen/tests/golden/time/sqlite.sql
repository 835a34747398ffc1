CREATE TABLE time_reading_days (
    day TEXT NOT NULL,
    instant TEXT NOT NULL,
    note INTEGER,
    CONSTRAINT pk_time_reading_days PRIMARY KEY (day, instant)
);

CREATE TABLE time_reading_hours (
    instant TEXT NOT NULL,
    note INTEGER,
    CONSTRAINT pk_time_reading_hours PRIMARY KEY (instant)
);

CREATE TABLE time_readings (
    id INTEGER NOT NULL,
    day TEXT NOT NULL,
    hour TEXT NOT NULL,
    moment TEXT NOT NULL,
    instant TEXT NOT NULL,
    perhaps TEXT,
    first_day TEXT NOT NULL,
    first_hour TEXT NOT NULL,
    first_moment TEXT NOT NULL,
    first_instant TEXT NOT NULL,
    today TEXT NOT NULL,
    made TEXT NOT NULL,
    changed TEXT NOT NULL,
    version TEXT NOT NULL,
    PRIMARY KEY (id)
);
