//! PostgreSQL through postgres.
