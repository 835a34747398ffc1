//! Which of several names was probably meant.

/// The candidate nearest to a word: the same but for case; the same words in another order, form or spelling, as
/// `LinesOrder` is to `order_line`; or few changes away.
///
/// ```
/// use aludel_codegen::diagnostic::suggest::nearest;
///
/// assert_eq!(nearest("primary_kye", ["nullable", "primary_key"]), Some("primary_key"));
/// assert_eq!(nearest("colour", ["nullable", "primary_key"]), None);
/// ```
pub fn nearest<'c>(word: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    let lower = word.to_lowercase();
    let allowed = (lower.chars().count() / 3).max(1);
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates {
        let other = candidate.to_lowercase();
        let distance = if candidate == word {
            continue;
        } else if other == lower {
            0
        } else if words(candidate) == words(word) {
            1
        } else {
            distance(&lower, &other).max(1)
        };
        if distance <= allowed && best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// The words of a name, each in its singular, sorted.
fn words(name: &str) -> Vec<String> {
    let mut spaced = String::new();
    for letter in name.chars() {
        if letter.is_uppercase() && spaced.ends_with(char::is_lowercase) {
            spaced.push('_');
        }
        spaced.push(letter);
    }
    let mut words: Vec<String> =
        spaced.to_lowercase().split(['_', '-', ' ', '.']).filter(|word| !word.is_empty()).map(singular).collect();
    words.sort_unstable();
    words
}

/// A word without what makes it a plural, as far as that can be told from its end.
fn singular(word: &str) -> String {
    let ends = [("ies", "y"), ("sses", "ss"), ("xes", "x"), ("ches", "ch"), ("shes", "sh"), ("ss", "ss"), ("s", "")];
    let found = ends.iter().find_map(|(plural, end)| Some(format!("{}{end}", word.strip_suffix(plural)?)));
    found.unwrap_or_else(|| word.to_owned())
}

/// How many letters must be put in, left out, replaced or swapped with their neighbour.
fn distance(from: &str, to: &str) -> usize {
    const FAR: usize = 200;
    let (from, to): (Vec<char>, Vec<char>) = (from.chars().take(FAR).collect(), to.chars().take(FAR).collect());
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=to.len()).collect();
    for row in 1..=from.len() {
        let mut current = vec![row];
        for column in 1..=to.len() {
            let replaced = above[column - 1] + usize::from(from[row - 1] != to[column - 1]);
            let mut least = replaced.min(above[column] + 1).min(current[column - 1] + 1);
            let swapped = row > 1 && column > 1 && from[row - 1] == to[column - 2] && from[row - 2] == to[column - 1];
            if swapped {
                least = least.min(before[column - 2] + 1);
            }
            current.push(least);
        }
        before = std::mem::replace(&mut above, current);
    }
    above[to.len()]
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn near_and_far() {
        let keys = ["nullable", "primary_key", "unique", "on_delete"];
        assert_eq!(nearest("nulable", keys), Some("nullable"));
        assert_eq!(nearest("Nullable", keys), Some("nullable"));
        assert_eq!(nearest("key_primary", keys), Some("primary_key"));
        assert_eq!(nearest("delete_on", keys), Some("on_delete"));
        assert_eq!(nearest("nlulable", keys), Some("nullable"));
        assert_eq!(nearest("colour", keys), None);
        assert_eq!(nearest("UniqueS", keys), Some("unique"));
        assert_eq!(nearest("", keys), None);
    }

    #[test]
    fn words_in_another_order_form_or_spelling() {
        let models = ["OrderLine", "Country", "Address", "Box"];
        assert_eq!(nearest("LineOrder", models), Some("OrderLine"));
        assert_eq!(nearest("order_lines", models), Some("OrderLine"));
        assert_eq!(nearest("orderline", models), Some("OrderLine"));
        assert_eq!(nearest("countries", models), Some("Country"));
        assert_eq!(nearest("Addresses", models), Some("Address"));
        assert_eq!(nearest("boxes", models), Some("Box"));
        assert_eq!(nearest("Lines", models), None);
        // What differs in case only is nearer than what has other words.
        assert_eq!(nearest("Line_Order", ["order_line", "line_order"]), Some("line_order"));
    }
}
