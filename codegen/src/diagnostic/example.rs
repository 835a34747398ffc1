//! For each code a schema that has just this mistake, and how it is mended: `docs/mistakes/`, a section a code. Lines of the
//! mistake begin with `-`, lines that mend it with `+`.

use super::Code;
use crate::source::Sources;

/// The pages, by the first letters of their codes.
const PAGES: &[(&str, &str)] = &[
    ("A00", include_str!("../../docs/mistakes/A00.md")),
    ("A01", include_str!("../../docs/mistakes/A01.md")),
    ("A02", include_str!("../../docs/mistakes/A02.md")),
    ("A03", include_str!("../../docs/mistakes/A03.md")),
    ("A04", include_str!("../../docs/mistakes/A04.md")),
    ("A05", include_str!("../../docs/mistakes/A05.md")),
    ("A06", include_str!("../../docs/mistakes/A06.md")),
    ("A07", include_str!("../../docs/mistakes/A07.md")),
    ("A08", include_str!("../../docs/mistakes/A08.md")),
    ("A09", include_str!("../../docs/mistakes/A09.md")),
    ("W00", include_str!("../../docs/mistakes/W00.md")),
];

/// A schema with a mistake, and the same schema mended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Example {
    difference: &'static str,
}

impl Example {
    /// That of a code; none where no schema shows it, as a folder that cannot be read.
    pub fn of(code: Code) -> Option<Example> {
        let (_, page) = PAGES.iter().find(|(group, _)| code.id().starts_with(group))?;
        let (_, section) = page.split_once(&format!("## {}\n\n```diff\n", code.id()))?;
        section.split_once("```\n").map(|(difference, _)| Example { difference })
    }

    /// The two as one text: lines with `-` before them go, lines with `+` come.
    pub fn difference(self) -> &'static str {
        self.difference
    }

    /// The schema with the mistake.
    pub fn wrong(self) -> Sources {
        self.sources('-')
    }

    /// The schema without it.
    pub fn mended(self) -> Sources {
        self.sources('+')
    }

    /// Its files: `# file: schema/settings.toml` begins one, where there are several.
    fn sources(self, side: char) -> Sources {
        let kept = self.difference.lines().filter_map(|line| match line.chars().next() {
            Some(first) if first == side || first == ' ' => line.get(1..),
            Some(_) => None,
            None => Some(""),
        });
        let mut files: Vec<(String, String)> = Vec::new();
        for line in kept {
            if let Some(name) = line.strip_prefix("# file: ") {
                files.push((name.to_owned(), String::new()));
                continue;
            }
            if files.is_empty() {
                files.push(("schema/example.toml".to_owned(), String::new()));
            }
            if let Some((_, text)) = files.last_mut() {
                text.push_str(line);
                text.push('\n');
            }
        }
        Sources::new(files)
    }
}
