fn main() { aludel_codegen::build("schema") }
