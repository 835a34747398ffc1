//! What only Rust sees of a model, a field or an enum: derives, attributes, and names in JSON.

/// What stands above a struct, a field, an enum or a variant.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Attributes {
    /// The traits to derive beside those that it has anyway: paths.
    pub derives: Vec<String>,
    /// The attributes, without `#[` and `]`.
    pub attributes: Vec<String>,
}

/// How a field is JSON.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Json {
    /// Its name.
    pub name: String,
    /// Whether it is left out of what is written.
    pub skip_serializing: bool,
    /// Whether it is passed over in what is read.
    pub skip_deserializing: bool,
    /// Whether it is left out where it is `None`.
    pub skip_serializing_none: bool,
}

/// How names are written, in serde's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Case {
    /// `orderline`
    Lower,
    /// `ORDERLINE`
    Upper,
    /// `OrderLine`
    Pascal,
    /// `orderLine`
    Camel,
    /// `order_line`
    Snake,
    /// `ORDER_LINE`
    ScreamingSnake,
    /// `order-line`
    Kebab,
    /// `ORDER-LINE`
    ScreamingKebab,
}

impl Case {
    /// The case that a word of the schema language means.
    pub fn from_word(word: &str) -> Option<Case> {
        Some(match word {
            "lowercase" => Case::Lower,
            "UPPERCASE" => Case::Upper,
            "PascalCase" => Case::Pascal,
            "camelCase" => Case::Camel,
            "snake_case" => Case::Snake,
            "SCREAMING_SNAKE_CASE" => Case::ScreamingSnake,
            "kebab-case" => Case::Kebab,
            "SCREAMING-KEBAB-CASE" => Case::ScreamingKebab,
            _ => return None,
        })
    }

    /// The name of a field, which is in snake case, as serde's derive writes it.
    pub fn field(self, name: &str) -> String {
        match self {
            Case::Lower | Case::Snake => name.to_owned(),
            Case::Upper | Case::ScreamingSnake => name.to_ascii_uppercase(),
            Case::Pascal => name.split('_').map(capitalized).collect(),
            Case::Camel => uncapitalized(&Case::Pascal.field(name)),
            Case::Kebab => name.replace('_', "-"),
            Case::ScreamingKebab => name.to_ascii_uppercase().replace('_', "-"),
        }
    }

    /// The name of a variant, which is in camel case, as serde's derive writes it.
    pub fn variant(self, name: &str) -> String {
        let snake = || {
            let mut snake = String::new();
            for (index, letter) in name.chars().enumerate() {
                if index > 0 && letter.is_uppercase() {
                    snake.push('_');
                }
                snake.push(letter.to_ascii_lowercase());
            }
            snake
        };
        match self {
            Case::Lower => name.to_ascii_lowercase(),
            Case::Upper => name.to_ascii_uppercase(),
            Case::Pascal => name.to_owned(),
            Case::Camel => uncapitalized(name),
            Case::Snake => snake(),
            case => case.field(&snake()),
        }
    }
}

fn capitalized(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_ascii_uppercase().to_string() + letters.as_str())
}

fn uncapitalized(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_ascii_lowercase().to_string() + letters.as_str())
}

#[cfg(test)]
mod tests {
    use super::Case;
    use crate::keys::CASES;

    #[test]
    fn names_are_as_serde_writes_them() {
        let cases: Vec<Case> = CASES.words.iter().map(|word| Case::from_word(word).expect(word)).collect();
        let fields: Vec<String> = cases.iter().map(|case| case.field("order_line_2")).collect();
        let expected = ["order_line_2", "ORDER_LINE_2", "OrderLine2", "orderLine2", "order_line_2", "ORDER_LINE_2"];
        assert_eq!(fields[..6], expected);
        assert_eq!(fields[6..], ["order-line-2", "ORDER-LINE-2"]);
        let variants: Vec<String> = cases.iter().map(|case| case.variant("OrderLine")).collect();
        let expected = ["orderline", "ORDERLINE", "OrderLine", "orderLine", "order_line", "ORDER_LINE", "order-line"];
        assert_eq!(variants[..7], expected);
        assert_eq!(variants[7], "ORDER-LINE");
    }
}
