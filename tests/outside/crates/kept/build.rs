fn main() { aludel_codegen::verify("schema") }
