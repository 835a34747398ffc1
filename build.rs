//! The tutorial's models, generated from `schema/`; and those that it declares anew, from `schema_cascading/`.

fn main() {
    aludel_codegen::build("schema");
    aludel_codegen::build_into("schema_cascading", "cascading");
}
