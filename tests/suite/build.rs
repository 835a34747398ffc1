//! The suite's models, generated from `schema/`.

fn main() {
    aludel_codegen::build("schema")
}
