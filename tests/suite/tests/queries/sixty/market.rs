//! The rows of the shop: a tree of categories, products with tags and reviews, clients who invited each other, sales.

use aludel::{Result, jiff};
use aludel_suite::{
    Lab,
    models::{Category, Client, Product, Review, Sale, SaleState, Stock, Tag},
    postgresql::{self, Essay},
};

/// Name, category, price in cents, grams, details, day, tags.
type Goods = (&'static str, usize, i64, Option<f64>, &'static str, &'static str, &'static [usize]);

const GOODS: [Goods; 10] = [
    (
        "Mug",
        1,
        950,
        Some(310.0),
        r#"{"colour": "red", "sizes": [1, 2], "maker": {"town": "Delft"}}"#,
        "2025-01-03",
        &[0, 1],
    ),
    ("Teapot", 1, 3400, Some(820.5), r#"{"colour": "blue", "maker": {"town": "Delft"}}"#, "2025-01-20", &[0]),
    ("Pan", 2, 4200, Some(1500.0), r#"{"colour": "black", "sizes": [20, 24, 28]}"#, "2025-02-11", &[1, 2]),
    ("Wok", 2, 4200, None, "null", "2025-02-28", &[2]),
    ("Lid 100%", 2, 800, Some(240.0), r#"{"sizes": []}"#, "2025-03-01", &[]),
    ("Rake", 4, 1890, Some(900.0), "{}", "2025-03-15", &[0, 2]),
    ("Spade", 4, 2450, Some(1900.0), r#"{"maker": {"town": "Leeds"}}"#, "2025-03-15", &[0, 1, 2]),
    ("rain_barrel", 5, 6000, None, r#"{"colour": "green"}"#, "2025-04-02", &[1]),
    ("Hose", 5, 2990, Some(2100.25), "null", "2025-04-30", &[]),
    ("Été", 5, 500, Some(50.0), r#"{"colour": "red"}"#, "2025-05-09", &[0]),
];

/// Client, product, quantity, state, time. The last client and the hose have none.
const SALES: [(usize, usize, i32, SaleState, &str); 18] = [
    (0, 0, 2, SaleState::Sent, "2025-01-05T09:00:00Z"),
    (1, 0, 1, SaleState::Sent, "2025-01-05T23:30:00Z"),
    (0, 1, 1, SaleState::Sent, "2025-01-25T10:15:00Z"),
    (2, 2, 1, SaleState::Paid, "2025-02-14T12:00:00Z"),
    (0, 2, 3, SaleState::Sent, "2025-02-14T12:00:00.5Z"),
    (3, 3, 1, SaleState::Sent, "2025-03-02T08:00:00Z"),
    (1, 4, 4, SaleState::Paid, "2025-03-03T18:45:10Z"),
    (2, 5, 2, SaleState::Sent, "2025-03-16T07:00:00Z"),
    (0, 6, 1, SaleState::Paid, "2025-03-17T07:00:00Z"),
    (3, 6, 2, SaleState::Sent, "2025-03-31T23:59:59Z"),
    (1, 7, 1, SaleState::Basket, "2025-04-03T11:11:11Z"),
    (0, 0, 6, SaleState::Sent, "2025-04-04T10:00:00Z"),
    (2, 1, 1, SaleState::Basket, "2025-04-20T10:00:00Z"),
    (3, 0, 1, SaleState::Paid, "2025-05-01T00:00:00Z"),
    (0, 9, 10, SaleState::Sent, "2025-05-10T16:20:00Z"),
    (1, 9, 5, SaleState::Paid, "2025-05-11T16:20:00Z"),
    (2, 9, 5, SaleState::Basket, "2025-05-12T16:20:00Z"),
    (0, 3, 1, SaleState::Basket, "2025-06-01T09:00:00Z"),
];

/// Fills the shop.
pub fn fill(lab: &Lab) -> Result<()> {
    let mut session = lab.session();
    let mut categories = Vec::new();
    // Kitchen (1): Crockery (2), Stove (3: Induction 7). Garden (4): Tools (5), Water (6).
    for (name, parent) in [
        ("Kitchen", None),
        ("Crockery", Some(0)),
        ("Stove", Some(0)),
        ("Garden", None),
        ("Tools", Some(3)),
        ("Water", Some(3)),
        ("Induction", Some(2)),
    ] {
        let parent: Option<i32> = parent.map(|at: usize| session.key(categories[at])).transpose()?;
        categories.push(session.add(Category::new().name(name).parent_id(parent)));
        session.flush()?;
    }
    let tags = ["gift", "new", "steel"].map(|word| session.add(Tag::new().word(word)));
    session.flush()?;
    let mut products = Vec::new();
    for (name, category, cents, weight, details, added, its_tags) in GOODS {
        let product = Product::new()
            .name(name)
            .category(categories[category])
            .price(aludel::rust_decimal::Decimal::new(cents, 2))
            .weight(weight)
            .details((details != "null").then(|| details.parse::<aludel::serde_json::Value>().unwrap()))
            .added(added.parse::<jiff::civil::Date>().unwrap());
        let product = session.add(product);
        for &tag in its_tags {
            session.append(product, Product::tags, tags[tag])?;
        }
        session.flush()?;
        products.push(product);
    }
    let mut clients = Vec::new();
    for (name, city, invited_by) in [
        ("Ada", Some("Delft"), None),
        ("Bob", Some("Leeds"), Some(0)),
        ("Cleo", None, Some(0)),
        ("Dan", Some("Delft"), Some(1)),
        ("Eve", Some("Ghent"), None),
    ] {
        let invited_by: Option<i32> = invited_by.map(|at: usize| session.key(clients[at])).transpose()?;
        clients.push(session.add(Client::new().name(name).city(city).invited_by_id(invited_by)));
        session.flush()?;
    }
    for (client, product, quantity, state, at) in SALES {
        let sale = Sale::new().client(clients[client]).product(products[product]).quantity(quantity).state(state);
        session.add(sale.sold_at(at.parse::<jiff::Timestamp>().unwrap()));
        session.flush()?;
    }
    for (product, stars, words) in [
        (0, 5, Some("lovely")),
        (0, 4, None),
        (0, 2, Some("too small")),
        (2, 5, Some("")),
        (6, 3, None),
        (7, 1, Some("leaks")),
    ] {
        session.add(Review::new().product(products[product]).stars(stars).words(words));
        session.flush()?;
    }
    for (product, amount) in [(1, 12), (2, 0), (3, 7), (5, 3)] {
        session.add(Stock::new().product_id(product).amount(amount));
    }
    session.commit()?;
    if lab.is_postgresql() {
        postgresql::metadata().create_all(lab.engine())?;
        for (title, body, tags, scores) in [
            ("Rust", "The borrow checker checks borrowing.", &["rust", "types"][..], &[3, 5][..]),
            ("Rows", "Tables have rows, and rows have columns.", &["sql"], &[4]),
            ("Types", "A column has a type; so has a value.", &["sql", "types"], &[]),
        ] {
            let essay = Essay::new()
                .title(title)
                .body(body)
                .tags(tags.iter().map(|tag| (*tag).to_owned()).collect::<Vec<String>>())
                .scores(scores.to_vec());
            session.add(essay);
            session.flush()?;
        }
        session.commit()?;
    }
    lab.lines();
    Ok(())
}
