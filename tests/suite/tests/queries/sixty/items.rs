pub const SHOWN: &[(&str, &[&str])] = &[];
