//! Names in Rust, made of names in a database.

use aludel_codegen::model::name::{camel_case, snake_case};

/// The name of a struct for a table's rows: `order_lines` is `OrderLine`.
pub(super) fn model(table: &str) -> String {
    let words: Vec<String> = words(table);
    let Some((last, first)) = words.split_last() else { return "Table".to_owned() };
    let name: String = first.iter().map(|word| capital(word)).collect();
    type_name(format!("{name}{}", capital(&singular(last))))
}

/// The name of an enum: `order_status` is `OrderStatus`.
pub(super) fn type_of(name: &str) -> String {
    type_name(words(name).iter().map(|word| capital(word)).collect())
}

fn type_name(name: String) -> String {
    match name.starts_with(|first: char| first.is_ascii_uppercase()) {
        true => name,
        false => format!("T{name}"),
    }
}

fn capital(word: &str) -> String {
    camel_case(word)
}

/// The name of a field: `OrderDate` and `Order Date` are `order_date`; what is one already stays.
pub(super) fn field(column: &str) -> String {
    let inner = column.trim_matches('_');
    let plain = column.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    if plain && !inner.is_empty() && !inner.contains("__") && !column.starts_with(|c: char| c.is_ascii_digit()) {
        return column.to_owned();
    }
    let name = words(column).join("_");
    match name.chars().next() {
        None => "field".to_owned(),
        Some(first) if first.is_ascii_digit() => format!("n{name}"),
        Some(_) => name,
    }
}

/// The words of a name, in lower case.
fn words(name: &str) -> Vec<String> {
    let plain: String = name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
    let shouts = plain.chars().all(|c| !c.is_ascii_lowercase());
    let snake = if shouts { plain.to_ascii_lowercase() } else { snake_case(&plain) };
    snake.split('_').filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// Words whose plural no rule makes, in pairs.
const IRREGULAR: [(&str, &str); 15] = [
    ("person", "people"),
    ("child", "children"),
    ("man", "men"),
    ("woman", "women"),
    ("foot", "feet"),
    ("tooth", "teeth"),
    ("mouse", "mice"),
    ("datum", "data"),
    ("medium", "media"),
    ("criterion", "criteria"),
    ("leaf", "leaves"),
    ("shelf", "shelves"),
    ("movie", "movies"),
    ("analysis", "analyses"),
    ("valve", "valves"),
];

/// Words that end as plurals do, and are none, or are both.
const SAME: [&str; 16] = [
    "news", "series", "species", "status", "address", "process", "business", "access", "bus", "gas", "lens", "canvas",
    "sms", "dns", "alias", "atlas",
];

/// One of what a word means many of.
pub(super) fn singular(word: &str) -> String {
    for (one, many) in IRREGULAR {
        // `bookshelves`, but not `specimen`.
        if let Some(stem) = word.strip_suffix(many).filter(|stem| stem.is_empty() || many.len() > 4) {
            return format!("{stem}{one}");
        }
    }
    if SAME.contains(&word) {
        return word.to_owned();
    }
    for (ending, one) in [
        ("sses", "ss"),
        ("shes", "sh"),
        ("ches", "ch"),
        ("xes", "x"),
        ("zzes", "zz"),
        ("tuses", "tus"),
        ("buses", "bus"),
        ("lves", "lf"),
        ("arves", "arf"),
    ] {
        if let Some(stem) = word.strip_suffix(ending).filter(|stem| stem.len() > 1) {
            return format!("{stem}{one}");
        }
    }
    if let Some(stem) = word.strip_suffix("ies").filter(|stem| stem.len() > 1) {
        return format!("{stem}y");
    }
    match word.strip_suffix('s') {
        Some(stem) if stem.len() > 1 && !stem.ends_with(['s', 'u', 'i']) => stem.to_owned(),
        _ => word.to_owned(),
    }
}

/// Many of what a word means one of; of several words the last.
pub(super) fn plural(name: &str) -> String {
    let (first, word) = name.rsplit_once('_').map_or(("", name), |(_, word)| (&name[..name.len() - word.len()], word));
    if let Some((_, many)) = IRREGULAR.iter().find(|(one, _)| *one == word) {
        return format!("{first}{many}");
    }
    let consonant_y = word.strip_suffix('y').filter(|stem| !stem.ends_with(['a', 'e', 'i', 'o', 'u']));
    match consonant_y {
        Some(stem) => format!("{first}{stem}ies"),
        None if word.ends_with(['s', 'x', 'z']) || word.ends_with("ch") || word.ends_with("sh") => format!("{name}es"),
        None => format!("{name}s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_models() {
        for (table, name) in [
            ("users", "User"),
            ("user_account", "UserAccount"),
            ("Album", "Album"),
            ("PlaylistTrack", "PlaylistTrack"),
            ("people", "Person"),
            ("order_statuses", "OrderStatus"),
            ("addresses", "Address"),
            ("address", "Address"),
            ("categories", "Category"),
            ("INVOICES", "Invoice"),
            ("Order Details", "OrderDetail"),
            ("2023_sales", "T2023Sale"),
            ("größe", "GrE"),
            ("", "Table"),
            ("boxes", "Box"),
            ("bus", "Bus"),
            ("houses", "House"),
            ("bookshelves", "Bookshelf"),
            ("salespeople", "Salesperson"),
            ("specimen", "Specimen"),
            ("statuses", "Status"),
            ("glass", "Glass"),
        ] {
            assert_eq!(model(table), name, "{table}");
        }
    }

    #[test]
    fn columns_are_fields() {
        for (column, name) in [
            ("id", "id"),
            ("ArtistId", "artist_id"),
            ("Order Date", "order_date"),
            ("_private", "_private"),
            ("a__b", "a_b"),
            ("1st", "n1st"),
            ("ID", "id"),
            ("É", "field"),
        ] {
            assert_eq!(field(column), name, "{column}");
        }
    }

    #[test]
    fn plurals() {
        for (one, many) in [
            ("order_line", "order_lines"),
            ("category", "categories"),
            ("box", "boxes"),
            ("person", "people"),
            ("day", "days"),
        ] {
            assert_eq!(plural(one), many);
        }
    }
}
