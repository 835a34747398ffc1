//! TOML, written.

/// A text on one line.
pub(crate) fn quote(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for letter in text.chars() {
        match letter {
            '"' | '\\' => quoted.extend(['\\', letter]),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            '\r' => quoted.push_str("\\r"),
            letter if letter.is_control() => quoted.push_str(&format!("\\u{:04X}", u32::from(letter))),
            letter => quoted.push(letter),
        }
    }
    quoted.push('"');
    quoted
}

/// A text of several lines as one that keeps them, where it can.
pub(crate) fn lines(text: &str) -> String {
    let plain = |letter: char| letter == '\n' || (!letter.is_control() && letter != '\u{7f}');
    match text.contains('\n') && !text.contains("'''") && !text.ends_with('\'') && text.chars().all(plain) {
        true => format!("'''\n{text}'''"),
        false => quote(text),
    }
}

/// A key: bare where that is allowed.
pub(crate) fn key(name: &str) -> String {
    let is_bare = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
    if is_bare { name.to_owned() } else { quote(name) }
}

/// Texts as a list.
pub(crate) fn list<T: AsRef<str>>(texts: &[T]) -> String {
    let texts: Vec<String> = texts.iter().map(|text| quote(text.as_ref())).collect();
    format!("[{}]", texts.join(", "))
}

/// Keys and values of a table that stands on one line.
#[derive(Debug, Default)]
pub(crate) struct Inline {
    entries: Vec<String>,
}

impl Inline {
    /// A key with a value that is TOML already.
    pub(crate) fn value(&mut self, key: &str, value: impl AsRef<str>) {
        self.entries.push(format!("{} = {}", self::key(key), value.as_ref()));
    }

    pub(crate) fn text(&mut self, key: &str, text: &str) {
        self.value(key, quote(text));
    }

    pub(crate) fn flag(&mut self, key: &str, flag: bool) {
        if flag {
            self.value(key, "true");
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// How many keys there are.
    pub(crate) fn len(&self) -> usize {
        self.entries.len()
    }

    /// A line for each key, in place of one for all.
    pub(crate) fn lines(&self) -> String {
        self.entries.iter().map(|entry| format!("{entry}\n")).collect()
    }

    /// As a table on one line.
    pub(crate) fn finish(&self) -> String {
        format!("{{ {} }}", self.entries.join(", "))
    }
}

/// Whether a text is a decimal number of that many digits.
pub(crate) fn decimal(text: &str, precision: u32, scale: u32) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let are_digits = |text: &str| !text.is_empty() && text.chars().all(|letter| letter.is_ascii_digit());
    let fits = |length: usize, most: u32| u32::try_from(length).is_ok_and(|length| length <= most);
    are_digits(whole)
        && are_digits(fraction)
        && fits(whole.trim_start_matches('0').len(), precision - scale.min(precision))
        && fits(fraction.trim_end_matches('0').len(), scale)
}
