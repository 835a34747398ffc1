//! A line of echo in words that are the same for every database.

/// What a line says; `None` for parameters, and for what is SQLite's alone.
pub(crate) fn of(line: &str) -> Option<String> {
    let word = line.split([' ', '(']).next().unwrap_or_default();
    let table = |before: &str| name_after(line, before);
    // The query that is counted.
    let inner = line.split_once("FROM (").map_or("", |(_, inner)| inner);
    match word {
        // Parameters: a tuple, or a list of tuples.
        "" => None,
        _ if line.starts_with('[') => None,
        "BEGIN" if line.contains("IMMEDIATE") => None,
        "BEGIN" => Some("BEGIN".to_owned()),
        "INSERT" => Some(format!("INSERT {}", table("INSERT INTO "))),
        "COPY" => Some(format!("COPY {}", table("COPY "))),
        "DELETE" => Some(format!("DELETE {}", table("DELETE FROM "))),
        "SELECT" if line.contains("count(*)") => Some(format!("COUNT {}", name_after(inner, " FROM "))),
        "SELECT" => Some(format!("SELECT {}", table(" FROM "))),
        "UPDATE" => {
            let set = line.split_once(" SET ").map_or("", |(_, set)| set);
            let end = [" WHERE ", " FROM "].iter().filter_map(|word| set.find(word)).min().unwrap_or(set.len());
            let columns: Vec<&str> = set[..end]
                .split(", ")
                .filter_map(|set| set.split('=').next())
                .map(|name| name.trim_matches('"'))
                .collect();
            Some(format!("UPDATE {}({})", table("UPDATE "), columns.join(", ")))
        }
        _ => Some(line.to_owned()),
    }
}

fn name_after(line: &str, before: &str) -> String {
    let after = line.split_once(before).map_or("", |(_, after)| after);
    after.split([' ', '(', ')', ',']).next().unwrap_or_default().replace('"', "")
}
