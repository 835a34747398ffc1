//! The tutorial's models, generated from `schema/`.

fn main() {
    aludel_codegen::build("schema")
}
