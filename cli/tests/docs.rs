//! The page that `aludel docs` writes: read as text, and shown by Chromium where there is one.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stderr)] // a test may

use std::collections::HashSet;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use aludel_test_support::TempDir;

/// The page of a schema folder, in a folder of its own.
struct Page {
    folder: TempDir,
    text: String,
}

impl Page {
    fn of(schema: &Path) -> Page {
        let folder = TempDir::new("docs");
        let file = folder.path().join("page.html");
        let mut command = Command::new(env!("CARGO_BIN_EXE_aludel"));
        let output = command.arg("docs").arg("--schema").arg(schema).arg("--out").arg(&file).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        assert_eq!(String::from_utf8(output.stdout).unwrap(), format!("wrote {}\n", file.display()));
        let text = fs::read_to_string(file).unwrap();
        Page { folder, text }
    }

    /// The values of an attribute.
    fn all<'t>(&'t self, attribute: &'t str) -> impl Iterator<Item = &'t str> {
        let start = format!(" {attribute}=\"");
        let found = self.text.match_indices(&start).map(|(at, _)| at + start.len()).collect::<Vec<_>>();
        found.into_iter().map(|at| self.text[at..].split('"').next().unwrap())
    }

    /// Every link leads to a place of the page, and nothing is fetched from elsewhere.
    fn assert_whole(&self) {
        let places: HashSet<&str> = self.all("id").collect();
        assert_eq!(places.len(), self.all("id").count(), "two places have one name");
        for link in self.all("href") {
            assert!(link.strip_prefix('#').is_some_and(|place| places.contains(place)), "{link} leads nowhere");
        }
        let elsewhere = ["src=", "@import", "url(http", "<link", "fetch("];
        assert!(elsewhere.iter().all(|word| !self.text.contains(word)), "something is fetched");
        assert_eq!(self.text.matches("://").count(), 1, "the name of SVG alone");
    }

    /// The boxes of the diagram: left, top, right, bottom.
    fn boxes(&self) -> Vec<[i32; 4]> {
        let numbers = |line: &str| {
            let number = |name: &str| {
                let text = line.split(&format!(" {name}=\"")).nth(1).unwrap().split('"').next().unwrap();
                text.parse::<i32>().unwrap()
            };
            let (x, y) = (number("x"), number("y"));
            [x, y, x + number("width"), y + number("height")]
        };
        self.text.split("<rect").skip(1).map(numbers).collect()
    }

    /// What Chromium makes of the page, with a script behind it, asked for a search.
    fn shown(&self, search: &str, script: &str) -> Option<String> {
        let browser = ["chromium", "chromium-browser", "google-chrome"].into_iter().find_map(find)?;
        let file = self.folder.path().join("shown.html");
        fs::write(&file, format!("{}<script>{script}</script>\n", self.text)).unwrap();
        let output = Command::new(browser)
            .args(["--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=2000", "--dump-dom"])
            .arg(format!("--user-data-dir={}", self.folder.path().join("browser").display()))
            .arg(format!("file://{}?search={search}", file.display()))
            .output()
            .unwrap();
        Some(String::from_utf8(output.stdout).unwrap())
    }
}

fn find(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(program)).find(|file| file.is_file())
}

fn checkout(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path)
}

/// A hundred tables, many of which refer to a few, and the rest to their neighbours, themselves and in a circle.
fn hundred() -> TempDir {
    let folder = TempDir::new("hundred");
    let mut text = String::new();
    for table in 0..100_usize {
        let _ = write!(text, "[model.Model{table}]\ntable = \"table{table}\"\n[model.Model{table}.columns]\n");
        text.push_str("id = { type = \"integer\", primary_key = true }\n");
        for column in 0..table * 7 % 10 {
            let _ = writeln!(text, "{}_{column} = \"timestamptz\"", "name".repeat(1 + (table + column) % 4));
        }
        let targets: HashSet<usize> = match table {
            0 => HashSet::from([2]),
            50 => HashSet::from([50]),
            _ if table % 13 == 0 => HashSet::new(),
            _ => HashSet::from([table % 3, table * 31 % table, table - 1 - table % 4 % table]),
        };
        let mut targets: Vec<usize> = targets.into_iter().collect();
        targets.sort_unstable();
        for target in targets {
            let reference = format!("{{ type = \"integer\", nullable = true, references = \"table{target}.id\" }}");
            let _ = writeln!(text, "table{target}_id = {reference}");
        }
    }
    fs::write(folder.path().join("all.toml"), text).unwrap();
    folder
}

fn assert_apart(boxes: &[[i32; 4]]) {
    for (index, one) in boxes.iter().enumerate() {
        for other in &boxes[..index] {
            let apart = one[0] >= other[2] || other[0] >= one[2] || one[1] >= other[3] || other[1] >= one[3];
            assert!(apart, "{one:?} and {other:?} overlap");
        }
    }
}

#[test]
fn the_page_of_the_tutorial_has_everything() {
    let page = Page::of(&checkout("schema"));
    page.assert_whole();
    for shown in [
        "4 models, 5 tables, 15 columns, 4 foreign keys, for SQLite and PostgreSQL.",
        "<p>Someone who can log in.</p>",
        "<code class=\"name\">headline</code>",
        "<code>Option&#60;i32&#62;</code>",
        "<code>VARCHAR(255)</code>",
        "has many, and they have many <a href=\"#table-keywords\">Keyword</a>",
        "through post_keywords",
        "users (id), on delete restrict</a>",
        "<code>uq_keywords_keyword</code>",
        "CREATE INDEX ix_posts_user_id ON posts (user_id);",
    ] {
        assert!(page.text.contains(shown), "{shown}");
    }
    assert_eq!(page.boxes().len(), 5);
    assert_apart(&page.boxes());
    assert_eq!(page.text.matches("<path class=\"line\"").count(), 4);
}

/// Every schema of the tests: whatever names and texts are in it, they break nothing.
#[test]
fn every_schema_has_a_page() {
    for entry in fs::read_dir(checkout("codegen/tests/schemas")).unwrap() {
        let page = Page::of(&entry.unwrap().path());
        page.assert_whole();
        assert_apart(&page.boxes());
        assert_eq!(page.text.matches("<script>").count(), 1);
    }
}

#[test]
fn a_diagram_of_a_hundred_tables_has_room_for_each() {
    let folder = hundred();
    let page = Page::of(folder.path());
    page.assert_whole();
    assert_eq!(page.boxes().len(), 100);
    assert_apart(&page.boxes());
    let (right, bottom) = page.boxes().iter().fold((0, 0), |(x, y), each| (x.max(each[2]), y.max(each[3])));
    assert!(right < 3 * bottom && bottom < 2 * right, "{right} by {bottom}");
}

/// In a browser: the search finds a column, boxes do not overlap, and their texts fit into them.
#[test]
fn chromium_shows_the_page() {
    const MEASURE: &str = "
        const faults = [];
        const boxes = [...document.querySelectorAll('.box')];
        const overlap = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
        boxes.forEach((box, index) => {
            const place = box.querySelector('rect').getBoundingClientRect();
            boxes.slice(0, index).forEach((other) => {
                if (overlap(place, other.querySelector('rect').getBoundingClientRect())) faults.push('overlap');
            });
            box.querySelectorAll('text').forEach((element) => {
                const text = element.getBoundingClientRect();
                const before = element.previousElementSibling.getBoundingClientRect();
                if (text.left < place.left || text.right > place.right) faults.push('text out of its box');
                if (element.matches('.kind') && text.left < before.right) faults.push('text over text');
            });
        });
        document.title = `${boxes.length} boxes: ${faults.join(', ') || 'no fault'}`;
    ";
    let hundred = hundred();
    for (schema, search, expected, title) in [
        (checkout("schema"), "headl", "#column-posts.headline", "5 boxes: no fault"),
        (hundred.path().to_owned(), "table2_id+model5.", "#column-table5.table2_id", "100 boxes: no fault"),
    ] {
        let page = Page::of(&schema);
        let Some(shown) = page.shown(search, MEASURE) else {
            eprintln!("no Chromium is installed: the page was not shown");
            return;
        };
        let found = shown.split("<ol id=\"found\">").nth(1).and_then(|rest| rest.split("</ol>").next());
        let found = found.expect("the list of what was found");
        assert!(found.contains(&format!("<li><a href=\"{expected}\">")), "{found}");
        assert!(shown.contains(&format!("<title>{title}</title>")), "{:?}", shown.split("</title>").next());
    }
}
