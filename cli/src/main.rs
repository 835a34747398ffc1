//! The command line of Aludel.
fn main() {}
