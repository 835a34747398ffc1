//! CREATE TABLE and CREATE INDEX, as SQLite keeps them: what they say, with expressions as they were written.

use aludel_codegen::model::database::Action;

use super::tokens::{Kind, Token, tokens, unquoted};

/// What CREATE TABLE says.
#[derive(Debug, Default)]
pub(super) struct Create {
    pub(super) columns: Vec<Column>,
    pub(super) constraints: Vec<Constraint>,
    /// What stands behind the last bracket: `WITHOUT ROWID`, `STRICT`.
    pub(super) options: String,
}

#[derive(Debug, Default)]
pub(super) struct Column {
    pub(super) name: String,
    /// As declared, in capitals and with one space between words: empty where nothing is.
    pub(super) declared: String,
    pub(super) not_null: bool,
    pub(super) autoincrement: bool,
    pub(super) default: Option<String>,
    /// The expression, and whether it is stored.
    pub(super) computed: Option<(String, bool)>,
    pub(super) collation: Option<String>,
}

/// A constraint of the table, or of a column: then it has that column alone.
#[derive(Debug)]
pub(super) struct Constraint {
    pub(super) name: Option<String>,
    pub(super) what: What,
    /// Words that say more than schema files can.
    pub(super) beyond: Vec<&'static str>,
}

#[derive(Debug)]
pub(super) enum What {
    PrimaryKey(Vec<String>),
    Unique(Vec<String>),
    Check(String),
    ForeignKey {
        columns: Vec<String>,
        table: String,
        target: Vec<String>,
        on_delete: Option<Action>,
        on_update: Option<Action>,
    },
}

/// What CREATE INDEX says.
#[derive(Debug, Default)]
pub(super) struct CreateIndex {
    pub(super) unique: bool,
    /// Columns and expressions, as they are written.
    pub(super) parts: Vec<Part>,
    pub(super) condition: Option<String>,
}

#[derive(Debug)]
pub(super) struct Part {
    pub(super) text: String,
    /// The column, where it is no more than that.
    pub(super) column: Option<String>,
    /// COLLATE or DESC.
    pub(super) beyond: Option<&'static str>,
}

/// A statement being read.
struct Reader<'s> {
    sql: &'s str,
    tokens: Vec<Token<'s>>,
    next: usize,
}

/// Reads CREATE TABLE. None where it is not one that this reader knows.
pub(super) fn table(sql: &str) -> Option<Create> {
    let mut reader = Reader { sql, tokens: tokens(sql), next: 0 };
    while !reader.peek()?.is("(") {
        reader.next += 1;
    }
    reader.next += 1;
    let mut create = Create::default();
    while !reader.take(")") {
        if !reader.take(",") {
            match reader.begins_constraint() {
                true => reader.constraint(&[], &mut create)?,
                false => reader.column(&mut create)?,
            }
        }
    }
    create.options =
        reader.tokens.get(reader.next..)?.iter().map(|token| token.text.to_uppercase()).collect::<Vec<_>>().join(" ");
    Some(create)
}

/// Reads CREATE INDEX.
pub(super) fn index(sql: &str) -> Option<CreateIndex> {
    let mut reader = Reader { sql, tokens: tokens(sql), next: 0 };
    let mut index = CreateIndex::default();
    while !reader.peek()?.is("(") {
        index.unique |= reader.peek()?.is("UNIQUE") && reader.next == 1;
        reader.next += 1;
    }
    reader.next += 1;
    loop {
        let first = reader.next;
        reader.skip_until(&[","])?;
        let mut part = reader.tokens.get(first..reader.next)?;
        let mut beyond = None;
        while let [rest @ .., word] = part {
            if word.is("ASC") {
                part = rest;
            } else if word.is("DESC") {
                (beyond, part) = (Some("DESC"), rest);
            } else {
                break;
            }
        }
        if let [rest @ .., collate, _] = part
            && collate.is("COLLATE")
        {
            (beyond, part) = (Some("COLLATE"), rest);
        }
        let text = sql[part.first()?.start..part.last()?.end].to_owned();
        let column = match part {
            [one] if matches!(one.kind, Kind::Word | Kind::Name | Kind::Text) => Some(one.name()),
            _ => None,
        };
        index.parts.push(Part { text, column, beyond });
        if !reader.take(",") {
            break;
        }
    }
    reader.next += 1;
    if reader.take("WHERE") {
        index.condition = Some(sql[reader.peek()?.start..].trim().trim_end_matches(';').to_owned());
    }
    Some(index)
}

impl<'s> Reader<'s> {
    fn peek(&self) -> Option<Token<'s>> {
        self.tokens.get(self.next).copied()
    }

    fn is(&self, word: &str) -> bool {
        self.peek().is_some_and(|token| token.is(word))
    }

    fn take(&mut self, word: &str) -> bool {
        let is = self.is(word);
        self.next += usize::from(is);
        is
    }

    fn name(&mut self) -> Option<String> {
        let token = self.peek()?;
        self.next += 1;
        Some(token.name())
    }

    fn begins_constraint(&self) -> bool {
        ["CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN"].iter().any(|word| self.is(word))
    }

    /// Goes on to one of these words, or to the bracket that closes what is around, over what is in brackets.
    fn skip_until(&mut self, words: &[&str]) -> Option<()> {
        let mut depth = 0;
        loop {
            let token = self.peek()?;
            if depth == 0 && (token.is(")") || words.iter().any(|word| token.is(word))) {
                return Some(());
            }
            depth += i32::from(token.is("(")) - i32::from(token.is(")"));
            self.next += 1;
        }
    }

    /// What is between brackets, as it is written.
    fn bracketed(&mut self) -> Option<String> {
        let start = self.peek().filter(|token| token.is("("))?.end;
        self.next += 1;
        self.skip_until(&[])?;
        let end = self.peek()?.start;
        self.next += 1;
        let text = self.sql.get(start..end)?;
        // Schema files take no comments in SQL: where tokens are apart, one space is enough.
        let inside = self.tokens.iter().filter(|token| token.start >= start && token.end <= end);
        let comment = |token: &&Token<'_>| !token.text.contains("--") && !token.text.contains("/*");
        if !(text.contains("--") || text.contains("/*")) || !inside.clone().all(|token| comment(&token)) {
            return Some(text.trim().to_owned());
        }
        let (mut plain, mut before) = (String::new(), start);
        for token in inside {
            if token.start > before && !plain.is_empty() {
                plain.push(' ');
            }
            plain.push_str(token.text);
            before = token.end;
        }
        Some(plain)
    }

    /// The names between brackets, and what stands beside them.
    fn names(&mut self, beyond: &mut Vec<&'static str>) -> Option<Vec<String>> {
        let mut names = Vec::new();
        if !self.take("(") {
            return Some(names);
        }
        while !self.take(")") {
            if self.take("COLLATE") {
                beyond.push("COLLATE");
                self.next += 1;
            } else if self.take("DESC") {
                beyond.push("DESC");
            } else if !self.take(",") && !self.take("ASC") {
                names.push(self.name()?);
            }
        }
        Some(names)
    }

    fn column(&mut self, create: &mut Create) -> Option<()> {
        let mut column = Column { name: self.name()?, ..Column::default() };
        const ENDS: [&str; 12] = [
            "CONSTRAINT",
            "PRIMARY",
            "NOT",
            "NULL",
            "UNIQUE",
            "CHECK",
            "DEFAULT",
            "COLLATE",
            "REFERENCES",
            "GENERATED",
            "AS",
            ",",
        ];
        let first = self.next;
        self.skip_until(&ENDS)?;
        let words: Vec<String> =
            self.tokens.get(first..self.next)?.iter().map(|token| unquoted(token.text).to_uppercase()).collect();
        column.declared = words.join(" ").replace(" (", "(").replace("( ", "(").replace(" )", ")").replace(" ,", ",");
        let place = create.columns.len();
        create.columns.push(column);
        while !self.is(",") && !self.is(")") {
            self.constraint(&[place], create)?;
        }
        Some(())
    }

    /// A constraint; with a column, one of that.
    fn constraint(&mut self, column: &[usize], create: &mut Create) -> Option<()> {
        let name = if self.take("CONSTRAINT") { Some(self.name()?) } else { None };
        let mut beyond = Vec::new();
        let own: Vec<String> = column.iter().map(|&column| create.columns[column].name.clone()).collect();
        let mut here = column.first().and_then(|&column| create.columns.get_mut(column));
        let what = if self.take("PRIMARY") {
            self.next += 1;
            let names = self.names(&mut beyond)?;
            if self.take("DESC") {
                beyond.push("DESC");
            }
            self.take("ASC");
            self.conflict(&mut beyond);
            if self.take("AUTOINCREMENT")
                && let Some(column) = &mut here
            {
                column.autoincrement = true;
            }
            What::PrimaryKey(if own.is_empty() { names } else { own })
        } else if self.take("UNIQUE") {
            let names = self.names(&mut beyond)?;
            self.conflict(&mut beyond);
            What::Unique(if own.is_empty() { names } else { own })
        } else if self.take("CHECK") {
            let condition = self.bracketed()?;
            self.conflict(&mut beyond);
            What::Check(condition)
        } else if self.take("FOREIGN") {
            self.next += 1;
            let columns = self.names(&mut beyond)?;
            self.next += 1;
            self.references(columns, &mut beyond)?
        } else if self.take("REFERENCES") {
            self.references(own, &mut beyond)?
        } else {
            self.of_column(here?)?;
            return Some(());
        };
        create.constraints.push(Constraint { name, what, beyond });
        Some(())
    }

    /// What a column says that is no constraint of the table.
    fn of_column(&mut self, column: &mut Column) -> Option<()> {
        if self.take("NOT") {
            self.next += 1;
            column.not_null = true;
            self.conflict(&mut Vec::new());
        } else if self.take("NULL") {
        } else if self.take("COLLATE") {
            column.collation = self.name();
        } else if self.take("DEFAULT") {
            let start = self.peek()?.start;
            if self.is("(") {
                self.bracketed()?;
            } else {
                while self.take("-") || self.take("+") {}
                self.next += 1;
            }
            let end = self.tokens.get(self.next - 1)?.end;
            column.default = Some(self.sql[start..end].to_owned());
        } else if self.take("GENERATED") || self.is("AS") {
            self.take("ALWAYS");
            self.take("AS");
            let sql = self.bracketed()?;
            let stored = self.take("STORED");
            self.take("VIRTUAL");
            column.computed = Some((sql, stored));
        } else {
            return None;
        }
        Some(())
    }

    fn conflict(&mut self, beyond: &mut Vec<&'static str>) {
        if self.take("ON") {
            self.next += 2;
            beyond.push("ON CONFLICT");
        }
    }

    fn references(&mut self, columns: Vec<String>, beyond: &mut Vec<&'static str>) -> Option<What> {
        let table = self.name()?;
        let target = self.names(&mut Vec::new())?;
        let (mut on_delete, mut on_update) = (None, None);
        loop {
            if self.take("ON") {
                let deletes = self.take("DELETE");
                self.next += usize::from(!deletes);
                let first = self.name()?.to_lowercase();
                let action = match matches!(first.as_str(), "set" | "no") {
                    true => format!("{first} {}", self.name()?.to_lowercase()),
                    false => first,
                };
                *(if deletes { &mut on_delete } else { &mut on_update }) = Action::from_word(&action);
            } else if self.take("MATCH") {
                self.next += 1;
            } else if self.is("DEFERRABLE")
                || (self.is("NOT") && self.tokens.get(self.next + 1).is_some_and(|next| next.is("DEFERRABLE")))
            {
                let not = self.take("NOT");
                self.next += 1;
                let initially = self.take("INITIALLY");
                let deferred = initially && self.is("DEFERRED");
                self.next += usize::from(initially);
                if deferred && !not {
                    beyond.push("DEFERRABLE INITIALLY DEFERRED");
                }
            } else {
                return Some(What::ForeignKey { columns, table, target, on_delete, on_update });
            }
        }
    }
}
