//! Whether a value has the shape that the table of keys gives it.

use toml::Spanned;
use toml::de::DeValue;

use super::Reader;
use super::other_words::{OTHER_TYPES, other_word, type_help};
use crate::diagnostic::{Code, Diagnostic, suggest};
use crate::keys::{BLANK, ENUM, RELATIONSHIP, Shape, TYPES};

impl Reader<'_> {
    /// Whether the value of a key has its shape; reports it where it has not. Tables are looked into by who reads them.
    pub(super) fn fits(&mut self, shape: &Shape, key: &str, value: &Spanned<DeValue<'_>>) -> bool {
        if let Shape::Any(shapes) = shape {
            return match shapes.iter().find(|shape| has_type(shape, value.get_ref())) {
                Some(shape) => self.fits(shape, key, value),
                None => self.wrong_type(shape, key, value),
            };
        }
        if !has_type(shape, value.get_ref()) {
            return self.wrong_type(shape, key, value);
        }
        match (shape, value.get_ref()) {
            (Shape::Word(words), DeValue::String(text)) if !words.words.contains(&text.as_ref()) => {
                self.unknown_word(words.noun, words.words, text, value)
            }
            (Shape::WordList(words), DeValue::String(text)) => {
                for word in text.split(',').map(|word| word.trim_matches(BLANK)) {
                    if !words.words.contains(&word) {
                        return self.unknown_word(words.noun, words.words, word, value);
                    }
                }
                true
            }
            (Shape::Number(least, greatest), DeValue::Integer(number)) => {
                let limits = i64::from(*least)..=i64::from(*greatest);
                let within = integer(number).is_some_and(|number| limits.contains(&number));
                if !within {
                    let message = format!("`{key}` is out of range");
                    let label = format!("from {least} to {greatest}");
                    self.report(Diagnostic::new(Code::OutOfRange, self.place(value.span()), message).label(label));
                }
                within
            }
            (Shape::List(Shape::Any([Shape::List(_), ..])), DeValue::Array(items))
                if !items.is_empty() && items.iter().all(|item| item.get_ref().is_str()) =>
            {
                let names: Vec<String> =
                    items.iter().filter_map(|item| item.get_ref().as_str()).map(|name| format!("\"{name}\"")).collect();
                self.report(
                    Diagnostic::new(
                        Code::WrongType,
                        self.place(value.span()),
                        format!("`{key}` takes a list of lists or tables, not of strings"),
                    )
                    .label("this is a list of strings")
                    .help(match &names[..] {
                        [name] => format!("write `{key} = [[{name}]]`"),
                        _ => format!(
                            "`{key} = [[{}]]` for all together, `[[{}]]` for each alone",
                            names.join(", "),
                            names.join("], [")
                        ),
                    }),
                );
                false
            }
            (Shape::List(item), DeValue::Array(items)) => {
                // Every one is looked at, so that each mistake is reported.
                items.iter().filter(|value| !self.fits(item, key, value)).count() == 0
            }
            _ => true,
        }
    }

    fn wrong_type(&mut self, shape: &Shape, key: &str, value: &Spanned<DeValue<'_>>) -> bool {
        let expected = expected(shape);
        let found = noun(value.get_ref());
        let mut mistake = Diagnostic::new(
            Code::WrongType,
            self.place(value.span()),
            format!("`{key}` takes {expected}, not {found}"),
        )
        .label(format!("this is {found}"));
        if let DeValue::String(text) = value.get_ref() {
            let bare = match shape {
                Shape::Flag => text == "true" || text == "false",
                Shape::Number(..) => text.parse::<u32>().is_ok(),
                _ => false,
            };
            let flag = match text.to_ascii_lowercase().as_str() {
                "yes" | "on" | "1" => Some(true),
                "no" | "off" | "0" => Some(false),
                _ => None,
            };
            if bare {
                mistake = mistake.help(format!("leave out the quotes: `{key} = {text}`"));
            } else if let (Shape::Flag, Some(flag)) = (shape, flag) {
                mistake = mistake.help(format!("write `{key} = {flag}`"));
            } else if let Shape::List(_) = shape
                && !text.contains(['"', '\\', '\n', '`'])
            {
                let items: Vec<String> = text.split(',').map(|item| format!("\"{}\"", item.trim())).collect();
                mistake = mistake.help(format!("write a list: `{key} = [{}]`", items.join(", ")));
            }
        }
        let is_column = matches!(shape, Shape::Any([Shape::Word(words), Shape::Table(_)]) if words.noun == TYPES.noun);
        if is_column && value.get_ref().is_array() {
            mistake =
                mistake.help("the values of an enum stand in `[enum.Name]`, and the column is `{ enum = \"Name\" }`");
        }
        if let Some(help) = wrong_shape_help(shape, key, value.get_ref()) {
            mistake = mistake.help(help);
        }
        self.report(mistake);
        false
    }

    fn unknown_word(&mut self, noun: &str, words: &[&str], word: &str, value: &Spanned<DeValue<'_>>) -> bool {
        let mut mistake =
            Diagnostic::new(Code::UnknownWord, self.place(value.span()), format!("unknown {noun} `{word}`"))
                .label(format!("no such {noun}"));
        // Another tool's word is no misspelled one: `int` is `integer`, however near `inet` is.
        let other = || other_word(word).filter(|meant| words.contains(meant));
        let near = || other().or_else(|| suggest::nearest(word, words.iter().copied()));
        let of_type = if noun == TYPES.noun { type_help(word) } else { None };
        mistake = match of_type {
            Some(help) => mistake.help(help),
            None => match near() {
                Some(meant) => mistake.help(format!("did you mean `{meant}`?")),
                None => {
                    let known: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
                    let besides = if noun == TYPES.noun { format!("; {OTHER_TYPES}") } else { String::new() };
                    mistake.help(format!("one of {}{besides}", known.join(", ")))
                }
            },
        };
        self.report(mistake);
        false
    }
}

/// What was meant by a value of the wrong type, where that can be told.
fn wrong_shape_help(shape: &Shape, key: &str, value: &DeValue<'_>) -> Option<String> {
    let texts = |items: &[Spanned<DeValue<'_>>]| {
        let texts: Option<Vec<String>> = items.iter().map(|item| item.get_ref().as_str().map(str::to_owned)).collect();
        texts.filter(|texts| !texts.is_empty() && !texts.iter().any(|text| text.contains(['"', '\\', '\n', '`'])))
    };
    match (shape, value) {
        (Shape::WordList(_), DeValue::Array(items)) => {
            Some(format!("write one text: `{key} = \"{}\"`", texts(items)?.join(", ")))
        }
        (Shape::Table(place), DeValue::Array(items)) if place.name == ENUM.name => {
            let values: Vec<String> = texts(items)?.iter().map(|text| format!("\"{text}\"")).collect();
            Some(format!("write `[enum.{key}]`, and below it `values = [{}]`", values.join(", ")))
        }
        (Shape::Table(place), DeValue::String(model))
            if place.name == RELATIONSHIP.name && model.chars().all(char::is_alphanumeric) =>
        {
            Some(format!("say what it is: `{key} = {{ has_many = \"{model}\" }}`, or `has_one`, or `belongs_to`"))
        }
        (Shape::Table(_) | Shape::Named(_), DeValue::Array(items))
            if !items.is_empty() && items.iter().all(|item| item.get_ref().is_table()) =>
        {
            Some("two pairs of brackets make a list: write one pair, `[...]`".to_owned())
        }
        (Shape::Flag, DeValue::Integer(number)) => match integer(number) {
            Some(0) => Some(format!("write `{key} = false`")),
            Some(1) => Some(format!("write `{key} = true`")),
            _ => None,
        },
        _ => None,
    }
}

/// Whether the TOML type is that of the shape.
fn has_type(shape: &Shape, value: &DeValue<'_>) -> bool {
    match shape {
        Shape::Text | Shape::Word(_) | Shape::WordList(_) => value.is_str(),
        Shape::Flag => value.is_bool(),
        Shape::Number(..) => value.is_integer(),
        Shape::Value => true,
        Shape::List(_) => value.is_array(),
        Shape::Table(_) | Shape::Named(_) => value.is_table(),
        Shape::Any(shapes) => shapes.iter().any(|shape| has_type(shape, value)),
    }
}

/// What a shape is called in messages.
fn expected(shape: &Shape) -> String {
    match shape {
        Shape::Text | Shape::Word(_) | Shape::WordList(_) => "a string".to_owned(),
        Shape::Flag => "true or false".to_owned(),
        Shape::Number(..) => "a whole number".to_owned(),
        Shape::Value => "a value".to_owned(),
        Shape::List(Shape::Text) => "a list of strings".to_owned(),
        Shape::List(_) => "a list".to_owned(),
        Shape::Table(_) => "a table".to_owned(),
        Shape::Named(Shape::Value) => "a table".to_owned(),
        Shape::Named(_) => "a table of names".to_owned(),
        Shape::Any(shapes) => {
            let shapes: Vec<String> = shapes.iter().map(expected).collect();
            shapes.join(" or ")
        }
    }
}

/// What a value is called in messages.
fn noun(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a string",
        DeValue::Integer(_) => "a whole number",
        DeValue::Float(_) => "a number with a point",
        DeValue::Boolean(true) => "`true`",
        DeValue::Boolean(false) => "`false`",
        DeValue::Datetime(_) => "a date or time",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}

/// A TOML integer, where it fits 64 bits.
pub(super) fn integer(number: &toml::de::DeInteger<'_>) -> Option<i64> {
    i64::from_str_radix(number.as_str(), number.radix()).ok()
}
