//! The suite's models, generated from `schema/`, and those that only PostgreSQL takes;
//! and folders whose dates and times are of chrono and of time.

fn main() {
    aludel_codegen::build("schema");
    aludel_codegen::build_into("schema_postgresql", "postgresql");
    aludel_codegen::build_into("schema_chrono", "chrono");
    aludel_codegen::build_into("schema_chrono_postgresql", "chrono_postgresql");
    aludel_codegen::build_into("schema_time", "time");
}
