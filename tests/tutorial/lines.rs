//! The lines of SQLAlchemy's tutorial that the program shows, each with the piece of output that shows it: whole lines
//! without a gap, so that a statement too many is found like one too few. They are texts beside this file, in the order
//! in which the program shows them; where one line is shown in several places, it has several pieces.

use std::collections::BTreeSet;

/// A piece of output.
pub struct Piece {
    /// What it shows: `T08 create_all asks whether each table exists`.
    pub title: &'static str,
    pub lines: Vec<&'static str>,
}

/// The pieces for a dialect.
pub fn pieces(dialect: &str) -> Vec<Piece> {
    let text = match dialect {
        "sqlite" => include_str!("lines.sqlite.txt"),
        _ => include_str!("lines.postgresql.txt"),
    };
    let pieces = text.split("## ").skip(1);
    pieces
        .map(|piece| {
            let (title, lines) = piece.split_once('\n').expect("a title is followed by lines");
            Piece { title, lines: lines.lines().collect() }
        })
        .collect()
}

#[test]
fn every_line_of_the_tutorial_is_in_the_table() {
    let shown = 8..=104;
    let expected: BTreeSet<String> = shown.map(|number| format!("T{number:02}")).collect();
    for dialect in ["sqlite", "postgresql"] {
        let number = |piece: Piece| piece.title.split(' ').next().expect("a number").to_owned();
        assert_eq!(pieces(dialect).into_iter().map(number).collect::<BTreeSet<_>>(), expected, "{dialect}");
    }
}
