//! Models and tables, made of the schema files.

fn main() {
    aludel_codegen::build("schema")
}
