//! The name that was probably meant.

/// ` (did you mean ...?)` with the nearest of `names`, or nothing where none is near.
pub(super) fn did_you_mean(written: &str, names: &[&str]) -> String {
    let written: Vec<char> = written.to_lowercase().chars().collect();
    let nearest = names.iter().map(|name| (distance(&written, name), name)).min();
    match nearest {
        Some((distance, name)) if distance <= 1 + name.len() / 5 && distance < name.len() => {
            format!(" (did you mean `{name}`?)")
        }
        _ => String::new(),
    }
}

/// How many characters must be put in, taken out or replaced.
fn distance(from: &[char], to: &str) -> usize {
    let mut row: Vec<usize> = (0..=from.len()).collect();
    for (i, to) in to.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, from) in from.iter().enumerate() {
            let replaced = diagonal + usize::from(*from != to);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[from.len()]
}
