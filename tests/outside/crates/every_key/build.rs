fn main() {
    aludel_codegen::verify("schema");
    aludel_codegen::build_into("schema_postgresql", "postgresql");
}
