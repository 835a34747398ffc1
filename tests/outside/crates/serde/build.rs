fn main() {
    aludel_codegen::build("schema");
    aludel_codegen::build_into("schema_arrays", "arrays");
}
