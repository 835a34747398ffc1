//! The page that `aludel docs` writes: read as text, and shown by Chromium.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // a test may

use std::collections::HashSet;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

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
    fn shown(&self, search: &str, script: &str) -> String {
        let file = self.folder.path().join("shown.html");
        fs::write(&file, format!("{}<script>{script}</script>\n", self.text)).unwrap();
        let address = format!("file://{}?search={search}", file.display());
        let output = self.chromium(&["--virtual-time-budget=2000", "--dump-dom", &address]);
        String::from_utf8(output.stdout).unwrap()
    }

    /// What the page looks like: in light or dark colours, so wide and high.
    fn screenshot(&self, dark: bool) -> Vec<u8> {
        let file = self.folder.path().join("page.png");
        let scheme = format!("--blink-settings=preferredColorScheme={}", if dark { 0 } else { 1 });
        let shot = format!("--screenshot={}", file.display());
        let address = format!("file://{}", self.folder.path().join("page.html").display());
        let output = self.chromium(&["--hide-scrollbars", "--window-size=1400,1800", &scheme, &shot, &address]);
        fs::read(file).unwrap_or_else(|_| panic!("no screenshot: {}", String::from_utf8_lossy(&output.stderr)))
    }

    fn chromium(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(browser());
        command.args(["--headless", "--no-sandbox", "--disable-gpu"]);
        command.arg(format!("--user-data-dir={}", self.folder.path().join("browser").display()));
        command.args(arguments).output().unwrap()
    }
}

/// The browser; a test that needs it fails where there is none.
fn browser() -> PathBuf {
    let named = std::env::var_os("ALUDEL_CHROMIUM").map(PathBuf::from);
    let found = || ["chromium", "chromium-browser", "google-chrome"].into_iter().find_map(find);
    named.or_else(found).expect(
        "this test needs Chromium: `scripts/install-chromium` installs it from the system's packages (Debian: \
         `apt-get install chromium`); ALUDEL_CHROMIUM names one that lies elsewhere",
    )
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

/// Views stand apart, names in Rust are told, and numbers in names are sorted as numbers.
#[test]
fn the_contents_are_sorted() {
    let page = Page::of(&checkout("codegen/tests/schemas/every_key"));
    for shown in [
        "<h2>Views</h2>",
        "In Rust Manufacturer.",
        "in Rust sort",
        "<span class=\"quiet\">view <code>busy_places</code>",
    ] {
        assert!(page.text.contains(shown), "{shown}");
    }
    assert!(!page.text.contains("busy_places_pkey"), "a view has no constraints");
    let hundred = hundred();
    let contents = Page::of(hundred.path()).text;
    let place = |model: &str| contents.find(&format!(">{model}</a></li>")).unwrap();
    assert!(place("Model9") < place("Model10") && place("Model19") < place("Model20"));
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
        (
            checkout("codegen/tests/schemas/every_key"),
            "greatest",
            "#column-busy_places.greatest_price",
            "11 boxes: no fault",
        ),
    ] {
        let page = Page::of(&schema);
        let shown = page.shown(search, MEASURE);
        let found = shown.split("<ol id=\"found\">").nth(1).and_then(|rest| rest.split("</ol>").next());
        let found = found.expect("the list of what was found");
        assert!(found.contains(&format!("<li><a href=\"{expected}\">")), "{found}");
        assert!(shown.contains(&format!("<title>{title}</title>")), "{:?}", shown.split("</title>").next());
    }
}

/// `ALUDEL_SCREENSHOTS=/tmp/shots` keeps the pictures, to be looked at.
#[test]
fn chromium_draws_the_page_in_light_and_dark() {
    let hundred = hundred();
    let pages = [("tutorial", checkout("schema")), ("hundred", hundred.path().to_owned())];
    for (name, schema) in pages {
        let page = Page::of(&schema);
        let [light, dark] = [false, true].map(|dark| page.screenshot(dark));
        assert!(light.len() > 20_000 && dark.len() > 20_000, "{name}: {} and {} bytes", light.len(), dark.len());
        assert_ne!(light, dark, "{name} has one set of colours");
        if let Some(folder) = std::env::var_os("ALUDEL_SCREENSHOTS").map(PathBuf::from) {
            fs::create_dir_all(&folder).unwrap();
            fs::write(folder.join(format!("{name}-light.png")), light).unwrap();
            fs::write(folder.join(format!("{name}-dark.png")), dark).unwrap();
        }
    }
}
