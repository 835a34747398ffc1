//! The suite's models, generated from `schema/`, and those that only PostgreSQL takes.

fn main() {
    aludel_codegen::build("schema");
    aludel_codegen::build_into("schema_postgresql", "postgresql");
}
