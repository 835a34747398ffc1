//! How a mistake looks on the screen: headline, place, excerpt, labels, help.

use super::{Diagnostic, Severity};
use crate::source::{Place, Source, Sources};

/// Whether the screen has colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// Text only.
    Plain,
    /// With the escape codes of a terminal.
    Coloured,
}

impl Style {
    fn paint(self, code: &str, text: &str) -> String {
        match self {
            Style::Coloured if !text.is_empty() => format!("\u{1b}[{code}m{text}\u{1b}[0m"),
            _ => text.to_owned(),
        }
    }
}

const ERROR: &str = "1;31";
const WARNING: &str = "1;33";
const BOLD: &str = "1";
const FRAME: &str = "1;34";
const HELP: &str = "1;36";

/// The widest excerpt, in characters: of a longer line the part around the token is shown.
const WIDEST: usize = 160;

/// The screens of several mistakes, an empty line between them.
pub fn all(mistakes: &[Diagnostic], sources: &Sources, style: Style) -> String {
    let screens: Vec<String> = mistakes.iter().map(|mistake| one(mistake, sources, style)).collect();
    screens.join("\n")
}

/// The screen of one mistake.
pub fn one(mistake: &Diagnostic, sources: &Sources, style: Style) -> String {
    let mut screen = String::new();
    let headline = style.paint(BOLD, &format!(": {}", clean(&mistake.message)));
    let (word, colour) = match mistake.severity {
        Severity::Error => ("error", ERROR),
        Severity::Warning => ("warning", WARNING),
    };
    screen += &format!("{}{headline}\n", style.paint(colour, &format!("{word}[{}]", mistake.code)));
    let Some(source) = sources.files().get(mistake.place.file) else {
        return screen;
    };
    if mistake.code.is_about_a_file() {
        screen += &format!(" {} {}\n", style.paint(FRAME, "-->"), clean(&source.name));
        if let Some(help) = &mistake.help {
            screen += &format!("  {} {}: {}\n", style.paint(FRAME, "="), style.paint(HELP, "help"), clean(help));
        }
        return screen;
    }

    let marks = marks(mistake, sources);
    let gutter = marks.iter().map(|mark| mark.line.to_string().len()).max().unwrap_or(1);
    let bar = |text: &str| style.paint(FRAME, &format!("{text:>gutter$} |"));
    let mut shown: Option<(usize, usize)> = None;
    for mark in &marks {
        let source = mark.source;
        match shown {
            Some((file, line)) if file == mark.file && line == mark.line => {}
            Some((file, line)) if file == mark.file => {
                if line + 1 < mark.line {
                    screen += &format!("{}\n", style.paint(FRAME, "..."));
                }
                screen += &excerpt(&bar, mark);
            }
            _ => {
                // rustc's arrows: `-->` leads to the mistake, `:::` to the other file.
                let arrow = if shown.is_none() { "-->" } else { ":::" };
                let position = if shown.is_none() { mistake.place } else { mark.place };
                let start = source.position(position.span.start);
                if shown.is_some() {
                    screen += &format!("{}\n", bar(""));
                }
                screen += &format!(
                    "{}{} {}:{}:{}\n{}\n",
                    " ".repeat(gutter),
                    style.paint(FRAME, arrow),
                    clean(&source.name),
                    start.line,
                    start.column,
                    bar("")
                );
                screen += &excerpt(&bar, mark);
            }
        }
        let paint = if mark.first { colour } else { FRAME };
        let underline = if mark.first { "^" } else { "-" }.repeat(mark.width);
        let text = format!("{underline} {}", clean(mark.label));
        let row = format!("{} {}{}", bar(""), " ".repeat(mark.indent), style.paint(paint, text.trim_end()));
        screen += &format!("{row}\n");
        shown = Some((mark.file, mark.line));
    }
    let help = mistake.help.as_ref().map(|help| ("help", clean(help)));
    let denied = if mistake.severity == Severity::Error { ", which is denied" } else { "" };
    let note = mistake.lint.map(|lint| ("note", format!("the lint `{lint}`{denied}")));
    for (index, (what, text)) in help.into_iter().chain(note).enumerate() {
        if index == 0 {
            screen += &format!("{}\n", bar(""));
        }
        let equals = style.paint(FRAME, &format!("{:>gutter$} =", ""));
        screen += &format!("{equals} {}: {text}\n", style.paint(HELP, what));
    }
    screen
}

/// The line itself.
fn excerpt(bar: &impl Fn(&str) -> String, mark: &Mark<'_>) -> String {
    let line = format!("{} {}", bar(&mark.line.to_string()), mark.excerpt);
    format!("{}\n", line.trim_end())
}

/// A line with something to underline.
struct Mark<'a> {
    first: bool,
    file: usize,
    place: Place,
    source: &'a Source,
    line: usize,
    excerpt: String,
    indent: usize,
    width: usize,
    label: &'a str,
}

/// The lines to show: the mistake's file first, in each file from top to bottom.
fn marks<'a>(mistake: &'a Diagnostic, sources: &'a Sources) -> Vec<Mark<'a>> {
    let mut marks = Vec::new();
    marks.extend(mark(mistake.place, &mistake.label, true, sources));
    if let Some((place, label)) = &mistake.second {
        marks.extend(mark(*place, label, false, sources));
    }
    marks.sort_by_key(|mark| (mark.file != mistake.place.file, mark.line, !mark.first));
    marks
}

fn mark<'a>(place: Place, label: &'a str, first: bool, sources: &'a Sources) -> Option<Mark<'a>> {
    let source = sources.files().get(place.file)?;
    let start = source.position(place.span.start);
    let end = source.position(place.span.end.max(place.span.start));
    let text: Vec<char> = source.line(start.line).chars().collect();
    let from = (start.column - 1).min(text.len());
    let until = if end.line == start.line { (end.column - 1).clamp(from, text.len()) } else { text.len() };

    // A window of a long line, the token near its left edge.
    let left = if text.len() > WIDEST { from.saturating_sub(WIDEST / 4) } else { 0 };
    let right = text.len().min(left + WIDEST);
    let mut excerpt = String::from(if left > 0 { "..." } else { "" });
    excerpt.extend(text[left..right].iter().map(|&letter| printable(letter)));
    if right < text.len() {
        excerpt.push_str("...");
    }
    Some(Mark {
        first,
        file: place.file,
        place,
        source,
        line: start.line,
        excerpt,
        indent: from - left + if left > 0 { 3 } else { 0 },
        width: until.min(right).saturating_sub(from).max(1),
        label,
    })
}

/// A text of the user without what would move the cursor or turn the direction of writing.
fn clean(text: &str) -> String {
    text.chars().map(|letter| if letter == '\n' { ' ' } else { printable(letter) }).collect()
}

fn printable(letter: char) -> char {
    match letter {
        '\t' => ' ',
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' | '\u{feff}' => '\u{fffd}',
        letter if letter.is_control() => '\u{fffd}',
        letter => letter,
    }
}
