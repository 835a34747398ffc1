//! How constraints and indexes are called where the schema gives them no name: SQLAlchemy's naming conventions.

use super::name::shortened;

/// What has a name of its own in the database, beside tables and columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// A primary key.
    PrimaryKey,
    /// A unique constraint.
    Unique,
    /// An index.
    Index,
    /// A check.
    Check,
    /// A foreign key.
    ForeignKey,
}

impl What {
    /// Each kind.
    pub const ALL: [What; 5] = [What::PrimaryKey, What::Unique, What::Index, What::Check, What::ForeignKey];

    /// The key of `[settings.naming]`.
    pub fn word(self) -> &'static str {
        match self {
            What::PrimaryKey => "pk",
            What::Unique => "uq",
            What::Index => "ix",
            What::Check => "ck",
            What::ForeignKey => "fk",
        }
    }

    /// The convention where none is said.
    fn usual(self) -> Vec<Part> {
        let mut parts = vec![Part::Text(format!("{}_", self.word()))];
        let (table, dash) = (Part::Token(Token::TableName), || Part::Text("_".to_owned()));
        let columns = Part::Token(Token::Columns { which: Which::Parted, form: Form::Name, referred: false });
        parts.extend(match self {
            What::PrimaryKey => vec![table],
            What::Unique => vec![table, dash(), columns],
            // As SQLAlchemy's `column_0_label`, with the names of further columns behind it.
            What::Index => vec![Part::Token(Token::TableLabel), dash(), columns],
            What::Check => vec![table, dash(), Part::Token(Token::ConstraintName)],
            What::ForeignKey => vec![table, dash(), columns, dash(), Part::Token(Token::ReferredTableName)],
        });
        parts
    }
}

/// The conventions of a schema, one for each kind of name.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Naming {
    said: Vec<(What, Convention)>,
}

/// What a name is made of.
#[derive(Debug, Clone, Copy, Default)]
pub struct Parts<'a> {
    /// The schema of the table, where it has one.
    pub schema: Option<&'a str>,
    /// The table.
    pub table: &'a str,
    /// For each column its name in the database and in the schema file.
    pub columns: &'a [(&'a str, &'a str)],
    /// The table referred to, and the names of its columns.
    pub referred: Option<(&'a str, &'a [&'a str])>,
    /// The name that the schema gives.
    pub given: Option<&'a str>,
    /// What stands for a name where the schema gives none: for a check its column or number.
    pub instead: Option<&'a str>,
}

impl Naming {
    /// The same, with a convention for one kind.
    pub(crate) fn with(mut self, what: What, convention: Convention) -> Naming {
        self.said.push((what, convention));
        self
    }

    /// The convention that the schema says for a kind.
    fn said(&self, what: What) -> Option<&Convention> {
        self.said.iter().find(|(known, _)| *known == what).map(|(_, convention)| convention)
    }

    /// The convention that the schema says for a kind, as it says it.
    pub fn text(&self, what: What) -> Option<&str> {
        self.said(what).map(|convention| convention.text.as_str())
    }

    /// Whether a name that the schema gives is a part of the name that comes of it, by what the schema says for the kind.
    pub fn takes_name(&self, what: What) -> bool {
        self.said(what).is_some_and(Convention::takes_name)
    }

    /// The name of one thing. A name that the schema gives stays as it is, unless the convention has a place for it.
    pub fn name(&self, what: What, parts: Parts<'_>) -> String {
        let said = self.said(what);
        match (parts.given, said) {
            (Some(given), None) => given.to_owned(),
            (Some(given), Some(convention)) if !convention.takes_name() => given.to_owned(),
            (_, Some(convention)) => convention.name(parts),
            (None, None) => Convention { text: String::new(), parts: what.usual() }.name(parts),
        }
    }

    /// The name of the check that stands for a type which SQLite does not have: `suffix` says which.
    pub(crate) fn of_type(&self, parts: Parts<'_>, column: &str, suffix: &str) -> String {
        let instead = format!("{column}_{suffix}");
        let takes_name = self.said(What::Check).is_none_or(Convention::takes_name);
        let name = self.name(What::Check, Parts { instead: Some(&instead), ..parts });
        if takes_name { name } else { shortened(format!("{name}_{suffix}")) }
    }
}

/// A convention: text with tokens in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Convention {
    /// As the schema file has it.
    text: String,
    parts: Vec<Part>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Text(String),
    Token(Token),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Token {
    TableName,
    TableLabel,
    ReferredTableName,
    ConstraintName,
    Columns { which: Which, form: Form, referred: bool },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Which {
    /// One column, from 0.
    One(usize),
    /// All of them, one behind the other.
    Joined,
    /// All of them, with `_` between.
    Parted,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Name,
    Key,
    Label,
}

/// What is wrong with a convention.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Fault {
    /// A percent sign that begins no token.
    Percent,
    /// A token that there is not.
    Unknown(String),
    /// A token that this kind of name has nothing for, and why.
    Senseless(String, &'static str),
}

/// The tokens, for suggestions.
pub(crate) const TOKENS: &[&str] = &[
    "table_name",
    "referred_table_name",
    "constraint_name",
    "column_0_name",
    "column_0_key",
    "column_0_label",
    "column_0N_name",
    "column_0_N_name",
    "column_0_N_label",
    "referred_column_0_name",
    "referred_column_0_N_name",
];

impl Convention {
    /// Reads a convention: `fk_%(table_name)s_%(column_0_name)s`.
    pub(crate) fn read(what: What, text: &str) -> Result<Convention, Fault> {
        let mut parts = Vec::new();
        let mut plain = String::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('%') {
            plain.push_str(before);
            if let Some(after) = after.strip_prefix('%') {
                plain.push('%');
                rest = after;
                continue;
            }
            let (word, after) =
                after.strip_prefix('(').and_then(|after| after.split_once(")s")).ok_or(Fault::Percent)?;
            let token = Token::read(word).ok_or_else(|| Fault::Unknown(word.to_owned()))?;
            if let Some(why) = token.senseless(what) {
                return Err(Fault::Senseless(word.to_owned(), why));
            }
            parts.push(Part::Text(std::mem::take(&mut plain)));
            parts.push(Part::Token(token));
            rest = after;
        }
        plain.push_str(rest);
        parts.push(Part::Text(plain));
        Ok(Convention { text: text.to_owned(), parts })
    }

    /// What stands between the tokens.
    pub(crate) fn texts(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().filter_map(|part| match part {
            Part::Text(text) => Some(text.as_str()),
            Part::Token(_) => None,
        })
    }

    fn takes_name(&self) -> bool {
        self.parts.contains(&Part::Token(Token::ConstraintName))
    }

    fn name(&self, parts: Parts<'_>) -> String {
        let mut name = String::new();
        for part in &self.parts {
            match part {
                Part::Text(text) => name.push_str(text),
                Part::Token(token) => name.push_str(&token.text(parts)),
            }
        }
        shortened(name)
    }
}

impl Token {
    fn read(word: &str) -> Option<Token> {
        Some(match word {
            "table_name" => Token::TableName,
            "referred_table_name" => Token::ReferredTableName,
            "constraint_name" => Token::ConstraintName,
            _ => {
                let (referred, columns) = match word.strip_prefix("referred_") {
                    Some(rest) => (true, rest),
                    None => (false, word),
                };
                let (which, form) = columns.strip_prefix("column_")?.rsplit_once('_')?;
                let form = match form {
                    "name" => Form::Name,
                    "key" if !referred => Form::Key,
                    "label" if !referred => Form::Label,
                    _ => return None,
                };
                let which = match which {
                    "0N" => Which::Joined,
                    "0_N" => Which::Parted,
                    number => Which::One(number.parse().ok()?),
                };
                Token::Columns { which, form, referred }
            }
        })
    }

    /// Why it makes no sense in such a name, if it does not.
    fn senseless(self, what: What) -> Option<&'static str> {
        match self {
            Token::ReferredTableName | Token::Columns { referred: true, .. } if what != What::ForeignKey => {
                Some("only a foreign key refers to something")
            }
            Token::ConstraintName if what != What::Check => {
                Some("only checks are named by something else than columns")
            }
            _ => None,
        }
    }

    fn text(self, parts: Parts<'_>) -> String {
        let label = match parts.schema {
            Some(schema) => format!("{}_{}", schema.replace('.', "_"), parts.table),
            None => parts.table.to_owned(),
        };
        match self {
            Token::TableName => parts.table.to_owned(),
            Token::TableLabel => label,
            Token::ReferredTableName => parts.referred.map_or_else(String::new, |(table, _)| table.to_owned()),
            Token::ConstraintName => parts.given.or(parts.instead).unwrap_or_default().to_owned(),
            Token::Columns { which, form, referred } => {
                let columns: Vec<String> = match (referred, parts.referred) {
                    (true, Some((_, columns))) => columns.iter().map(|name| (*name).to_owned()).collect(),
                    (true, None) => Vec::new(),
                    (false, _) => parts
                        .columns
                        .iter()
                        .map(|(name, key)| match form {
                            Form::Name => (*name).to_owned(),
                            Form::Key => (*key).to_owned(),
                            Form::Label => format!("{label}_{name}"),
                        })
                        .collect(),
                };
                match which {
                    Which::One(number) => columns.into_iter().nth(number).unwrap_or_default(),
                    Which::Joined => columns.concat(),
                    Which::Parted => columns.join("_"),
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What SQLAlchemy 2.0 makes of the same conventions, table and columns.
    #[test]
    fn conventions_as_sqlalchemy_reads_them() {
        let parts = Parts {
            table: "order_lines",
            columns: &[("order_id", "order"), ("number", "number")],
            referred: Some(("orders", &["id", "no"])),
            ..Parts::default()
        };
        for (what, text, expected) in [
            (What::PrimaryKey, "pk_%(table_name)s", "pk_order_lines"),
            (What::Unique, "uq_%(table_name)s_%(column_0_name)s", "uq_order_lines_order_id"),
            (What::Unique, "%(column_0N_name)s_%(column_1_key)s%%", "order_idnumber_number%"),
            (What::Index, "ix_%(column_0_label)s", "ix_order_lines_order_id"),
            (What::Index, "ix_%(column_0_N_key)s_%(column_7_name)s", "ix_order_number_"),
            (What::Index, "%(column_0_N_label)s", "order_lines_order_id_order_lines_number"),
            (
                What::ForeignKey,
                "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
                "fk_order_lines_order_id_orders",
            ),
            (What::ForeignKey, "%(referred_column_0_N_name)s_%(referred_column_1_name)s", "id_no_no"),
        ] {
            let convention = Convention::read(what, text).expect(text);
            assert_eq!(Naming::default().with(what, convention).name(what, parts), expected, "{text}");
        }
    }

    #[test]
    fn a_given_name_has_its_place_in_a_convention_or_stays() {
        let given = Parts { table: "t", given: Some("positive"), instead: Some("1"), ..Parts::default() };
        let with = |text| Naming::default().with(What::Check, Convention::read(What::Check, text).expect(text));
        assert_eq!(Naming::default().name(What::Check, given), "positive");
        assert_eq!(with("ck_%(table_name)s_%(constraint_name)s").name(What::Check, given), "ck_t_positive");
        assert_eq!(with("ck_%(table_name)s").name(What::Check, given), "positive");
        let none = Parts { given: None, ..given };
        assert_eq!(Naming::default().name(What::Check, none), "ck_t_1");
        assert_eq!(with("ck_%(table_name)s").of_type(none, "state", "enum"), "ck_t_enum");
        assert_eq!(Naming::default().of_type(none, "state", "enum"), "ck_t_state_enum");
    }

    #[test]
    fn what_is_no_convention() {
        assert_eq!(Convention::read(What::Index, "ix_%"), Err(Fault::Percent));
        assert_eq!(Convention::read(What::Index, "ix_%(table_name)"), Err(Fault::Percent));
        let unknown = Err(Fault::Unknown("tabel_name".to_owned()));
        assert_eq!(Convention::read(What::Index, "%(tabel_name)s"), unknown);
        for (what, word) in [(What::Index, "referred_table_name"), (What::PrimaryKey, "constraint_name")] {
            let fault = Convention::read(what, &format!("%({word})s"));
            assert!(matches!(&fault, Err(Fault::Senseless(token, _)) if token == word), "{fault:?}");
        }
    }
}
