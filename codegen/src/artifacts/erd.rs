//! `ERD.md`: a diagram of the tables in Mermaid's words.

use crate::mark::MARK;
use crate::model::Schema;
use crate::model::database::{ForeignKey, Table};
use crate::order::Order;

/// The longest diagram that GitHub and others draw: Mermaid's own limit, for the text with its first line.
const LONGEST: usize = 50_000 - "erDiagram\n".len();

/// The page.
pub(super) fn page(schema: &Schema, order: &Order) -> String {
    let whole = diagrams(schema, order, |_, _| true);
    let (diagrams, left_out) = match whole.len() {
        0 | 1 => (whole, ""),
        _ => (diagrams(schema, order, is_key), " Of so many tables it shows the columns of keys alone."),
    };
    let several = match diagrams.len() {
        0 | 1 => String::new(),
        count => format!(
            " They are in {count} diagrams, those referred to first, since none may be longer; a table of another \
             diagram is an empty box."
        ),
    };
    let drawn: Vec<String> = diagrams.iter().map(|text| format!("```mermaid\nerDiagram\n{text}```\n")).collect();
    format!(
        "<!-- {MARK}: `aludel generate` writes it. Do not edit: change the schema. -->\n\n# Tables\n\n\
         A line leads from the table referred to, to the table that refers; the foreign key stands on it.{left_out}{several}\n\n\
         {}",
        drawn.join("\n")
    )
}

/// The tables and the lines between them, in as few diagrams as they fit into.
fn diagrams(schema: &Schema, order: &Order, shows: fn(&Table, usize) -> bool) -> Vec<String> {
    let mut parts = vec![(String::new(), String::new())];
    for &index in &order.tables {
        let (boxed, lines) = table(schema, &schema.tables[index], shows);
        let (boxes, known) = parts.last().map_or((0, 0), |(boxes, known)| (boxes.len(), known.len()));
        if boxes > 0 && boxes + known + boxed.len() + lines.len() > LONGEST {
            parts.push((String::new(), String::new()));
        }
        if let Some((boxes, known)) = parts.last_mut() {
            boxes.push_str(&boxed);
            known.push_str(&lines);
        }
    }
    parts.into_iter().map(|(boxes, lines)| boxes + &lines).collect()
}

/// The box of a table, and the lines that lead to it.
fn table(schema: &Schema, table: &Table, shows: fn(&Table, usize) -> bool) -> (String, String) {
    let mut boxed = format!("    {} {{\n", entity(table));
    for column in (0..table.columns.len()).filter(|&column| shows(table, column)) {
        boxed.push_str(&format!("        {}\n", attribute(schema, table, column)));
    }
    boxed.push_str("    }\n");
    let lines = table.foreign_keys.iter().map(|key| format!("    {}\n", line(schema, table, key)));
    (boxed, lines.collect())
}

fn is_key(table: &Table, column: usize) -> bool {
    let primary = table.primary_key.as_ref().is_some_and(|key| key.columns.contains(&column));
    primary || table.foreign_keys.iter().any(|key| key.columns.contains(&column))
}

/// Between quotes a name may have any characters, and no word of Mermaid's is taken for one.
fn entity(table: &Table) -> String {
    format!("\"{}\"", table.full_name())
}

/// Type, name, keys, and in quotes what else is to be known.
fn attribute(schema: &Schema, table: &Table, index: usize) -> String {
    let column = &table.columns[index];
    let kind = match column.kind {
        crate::model::kind::Kind::Enum(known) => &schema.enums[known].database_name,
        kind => kind.word(),
    };
    let mut keys = Vec::new();
    let primary = table.primary_key.as_ref().map_or(&[][..], |key| &key.columns);
    if primary.contains(&index) {
        keys.push("PK");
    }
    if table.foreign_keys.iter().any(|key| key.columns.contains(&index)) {
        keys.push("FK");
    }
    if table.uniques.iter().any(|unique| unique.columns == [index] && unique.condition.is_none()) {
        keys.push("UK");
    }
    let name = word(&column.name);
    let mut text = format!("{}{} {name}", word(kind), if column.array { "[]" } else { "" });
    if !keys.is_empty() {
        text.push_str(&format!(" {}", keys.join(", ")));
    }
    let told = [(name != column.name).then_some(column.name.as_str()), column.nullable.then_some("NULL")];
    let told: Vec<&str> = told.into_iter().flatten().collect();
    if !told.is_empty() {
        text.push_str(&format!(" \"{}\"", told.join(", ")));
    }
    text
}

/// What Mermaid takes for the type or name of an attribute.
fn word(name: &str) -> String {
    let letters = |c: char| if c.is_ascii_alphanumeric() || c == '_' || c == '-' { c } else { '_' };
    let word: String = name.chars().map(letters).collect();
    if word.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') { word } else { format!("_{word}") }
}

/// How many of each there may be; drawn through where the key that refers is a part of the table's own.
fn line(schema: &Schema, table: &Table, key: &ForeignKey) -> String {
    let within = |columns: &[usize]| !columns.is_empty() && columns.iter().all(|column| key.columns.contains(column));
    let primary = table.primary_key.as_ref().map_or(&[][..], |key| &key.columns);
    let one = if key.columns.iter().any(|&column| table.columns[column].nullable) { "|o" } else { "||" };
    let unique =
        within(primary) || table.uniques.iter().any(|unique| unique.condition.is_none() && within(&unique.columns));
    let many = if unique { "o|" } else { "o{" };
    let dash = if key.columns.iter().all(|column| primary.contains(column)) { "--" } else { ".." };
    let columns: Vec<&str> = key.columns.iter().map(|&column| table.columns[column].name.as_str()).collect();
    let target = &schema.tables[key.table];
    format!("{} {one}{dash}{many} {} : \"{}\"", entity(target), entity(table), columns.join(", "))
}
