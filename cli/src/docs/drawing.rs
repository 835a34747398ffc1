//! The diagram, drawn as SVG.

use std::fmt::Write;

use aludel_codegen::model::Schema;
use aludel_codegen::model::database::{Column, ForeignKey, Table};
use aludel_codegen::model::kind::Kind;
use aludel_codegen::order::Order;

use super::words::{anchor, escape};
use crate::diagram::{Link, Node, Point, layout};

/// Heights of the head of a box and of a row, and what is free at its sides.
const HEAD: i32 = 26;
const ROW: i32 = 18;
const SIDE: i32 = 10;
/// How wide a letter is at most; a letter of Chinese, Japanese or Korean is two.
const LETTER: i32 = 7;
/// Around the whole.
const EDGE: i32 = 16;

/// The picture, and how wide and high it is.
pub(super) struct Drawing {
    pub(super) svg: String,
    pub(super) width: i32,
    pub(super) height: i32,
}

/// Draws every table with its columns, and a line for each foreign key.
pub(super) fn draw(schema: &Schema, order: &Order) -> Drawing {
    let nodes: Vec<Node> = (0..schema.tables.len()).map(|table| node(schema, order, table)).collect();
    let keys: Vec<(usize, &ForeignKey)> = schema
        .tables
        .iter()
        .enumerate()
        .flat_map(|(table, known)| known.foreign_keys.iter().map(move |key| (table, key)))
        .collect();
    let links: Vec<Link> = keys.iter().map(|&(table, key)| link(table, key)).collect();
    let layout = layout(&nodes, &links);
    let (width, height) = (layout.width + 2 * EDGE, layout.height + 2 * EDGE);

    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" \
         height=\"{height}\" role=\"img\" aria-label=\"The tables and their foreign keys\">\n{MARKERS}"
    );
    for ((table, key), path) in keys.iter().zip(&layout.paths) {
        let title = format!(
            "{} ({}) → {}",
            schema.tables[*table].full_name(),
            super::words::columns(&schema.tables[*table], &key.columns),
            schema.tables[key.table].full_name()
        );
        let _ = writeln!(
            svg,
            "<path class=\"line\" data-from=\"{table}\" data-to=\"{}\" d=\"{}\" marker-start=\"url(#{})\" \
             marker-end=\"url(#to)\"><title>{}</title></path>",
            key.table,
            rounded(path),
            if is_unique(&schema.tables[*table], key) { "one" } else { "many" },
            escape(&title),
        );
    }
    for (index, (node, place)) in nodes.iter().zip(&layout.places).enumerate() {
        self::table(&mut svg, schema, index, *node, (place.0 + EDGE, place.1 + EDGE));
    }
    svg.push_str("</svg>\n");
    Drawing { svg, width, height }
}

/// What stands at the ends of lines: a crow's foot where any number refers, a bar where one does. At the other end a bar;
/// whether a row may refer to nothing is said by its column, since lines to one place run together.
const MARKERS: &str = "<defs>\
<marker id=\"many\" class=\"end\" viewBox=\"0 0 12 12\" refX=\"0\" refY=\"6\" markerWidth=\"12\" markerHeight=\"12\" \
orient=\"auto\" markerUnits=\"userSpaceOnUse\"><path d=\"M0 1 L11 6 L0 11\"/></marker>\
<marker id=\"one\" class=\"end\" viewBox=\"0 0 12 12\" refX=\"0\" refY=\"6\" markerWidth=\"12\" markerHeight=\"12\" \
orient=\"auto\" markerUnits=\"userSpaceOnUse\"><path d=\"M6 1 L6 11\"/></marker>\
<marker id=\"to\" class=\"end\" viewBox=\"0 0 12 12\" refX=\"12\" refY=\"6\" markerWidth=\"12\" markerHeight=\"12\" \
orient=\"auto\" markerUnits=\"userSpaceOnUse\"><path d=\"M6 1 L6 11\"/></marker>\
</defs>\n";

fn node(schema: &Schema, order: &Order, index: usize) -> Node {
    let table = &schema.tables[index];
    let head = width(&table.full_name()) + width(model(schema, index)) + 2 * LETTER;
    let rows = table.columns.iter().map(|column| width(&column.name) + width(&kind(schema, column)) + 4 * LETTER);
    let rows_high = ROW * i32::try_from(table.columns.len()).unwrap_or(0);
    let widest = rows.max().unwrap_or(0).max(head);
    Node { width: widest + 2 * SIDE, height: HEAD + rows_high + 6, rank: order.ranks[index] }
}

/// The name of the table's model, where it has one.
fn model(schema: &Schema, table: usize) -> &str {
    schema.model_of(table).map_or("", |model| schema.models[model].name.written.as_str())
}

/// The type of a column as schema files call it.
fn kind(schema: &Schema, column: &Column) -> String {
    let kind = match column.kind {
        Kind::Enum(known) => &schema.enums[known].name.written,
        kind => kind.word(),
    };
    if column.array { format!("{kind}[]") } else { kind.to_owned() }
}

fn width(text: &str) -> i32 {
    let letters: usize = text.chars().map(|letter| if u32::from(letter) < 0x1100 { 1 } else { 2 }).sum();
    LETTER * i32::try_from(letters).unwrap_or(0)
}

fn link(table: usize, key: &ForeignKey) -> Link {
    let middle = |column: Option<&usize>| {
        HEAD + ROW / 2 + ROW * column.and_then(|&column| i32::try_from(column).ok()).unwrap_or(0)
    };
    Link { from: table, from_y: middle(key.columns.first()), to: key.table, to_y: middle(key.target.first()) }
}

fn is_unique(table: &Table, key: &ForeignKey) -> bool {
    let within = |columns: &[usize]| !columns.is_empty() && columns.iter().all(|column| key.columns.contains(column));
    table.primary_key.as_ref().is_some_and(|primary| within(&primary.columns))
        || table.uniques.iter().any(|unique| unique.condition.is_none() && within(&unique.columns))
}

/// A line with round corners.
fn rounded(path: &[Point]) -> String {
    let mut text = String::new();
    for (index, &(x, y)) in path.iter().enumerate() {
        let (x, y) = (x + EDGE, y + EDGE);
        let near = |other: &Point| {
            let (dx, dy) = (other.0 + EDGE - x, other.1 + EDGE - y);
            let step = (dx.abs() + dy.abs()) / 2;
            (x + dx.signum() * step.min(5), y + dy.signum() * step.min(5))
        };
        let corner = index.checked_sub(1).and_then(|before| Some((path.get(before)?, path.get(index + 1)?)));
        let _ = match corner {
            Some((before, after)) => {
                let (before, after) = (near(before), near(after));
                write!(text, "L{} {}Q{x} {y} {} {}", before.0, before.1, after.0, after.1)
            }
            None => write!(text, "{}{x} {y}", if index == 0 { "M" } else { "L" }),
        };
    }
    text
}

fn table(svg: &mut String, schema: &Schema, index: usize, node: Node, (x, y): Point) {
    let table = &schema.tables[index];
    let (left, right) = (x + SIDE, x + node.width - SIDE);
    let _ = write!(
        svg,
        "<a class=\"box\" data-box=\"{index}\" href=\"#{}\"><rect x=\"{x}\" y=\"{y}\" width=\"{}\" height=\"{}\" \
         rx=\"5\"/><path d=\"M{x} {}h{}\"/><text class=\"head\" x=\"{left}\" y=\"{}\">{}</text>",
        anchor("table", &table.full_name()),
        node.width,
        node.height,
        y + HEAD,
        node.width,
        y + 18,
        escape(&table.full_name()),
    );
    let model = escape(model(schema, index));
    if !model.is_empty() {
        let _ = write!(svg, "<text class=\"kind\" x=\"{right}\" y=\"{}\">{model}</text>", y + 18);
    }
    let primary = table.primary_key.as_ref().map_or(&[][..], |key| &key.columns);
    for (number, column) in table.columns.iter().enumerate() {
        let base = y + HEAD + ROW * i32::try_from(number).unwrap_or(0) + 13;
        let refers = table.foreign_keys.iter().any(|key| key.columns.contains(&number));
        let class = match (primary.contains(&number), refers) {
            (true, _) => " class=\"key\"",
            (false, true) => " class=\"refers\"",
            (false, false) => "",
        };
        let kind = kind(schema, column);
        let optional = if column.nullable { "?" } else { "" };
        let _ = write!(
            svg,
            "<text{class} x=\"{left}\" y=\"{base}\">{}</text><text class=\"kind\" x=\"{right}\" \
             y=\"{base}\">{}{optional}</text>",
            escape(&column.name),
            escape(&kind),
        );
    }
    svg.push_str("</a>\n");
}
