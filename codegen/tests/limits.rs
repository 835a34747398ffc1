//! How much code is made, and how fast.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // a test may

use std::fmt::Write;
use std::time::{Duration, Instant};

use aludel_codegen::generate;
use aludel_codegen::source::Sources;

/// Ten columns, of which five are required, and two relationships.
const MODEL: &str = r#"
[model.Invoice]
doc = "What a customer owes."
table = "invoice"
display = ["number"]

[model.Invoice.columns]
id = { type = "bigint", primary_key = true }
customer_id = { type = "bigint", references = { column = "customer.id", on_delete = "restrict" } }
number = { type = "string", length = 20, unique = true }
total = { type = "numeric", precision = 12, scale = 2 }
currency = { type = "string", length = 3, default = "EUR" }
issued_on = "date"
due_on = "date"
note = { type = "text", nullable = true }
paid = "boolean"
created_at = { type = "timestamptz", default = "now" }

[model.Invoice.relationships]
customer = { belongs_to = "Customer", back_populates = "invoices" }
reminders = { has_many = "Reminder", back_populates = "invoice" }

[model.Customer]
table = "customer"
[model.Customer.columns]
id = { type = "bigint", primary_key = true }
[model.Customer.relationships]
invoices = { has_many = "Invoice", back_populates = "customer" }

[model.Reminder]
table = "reminder"
[model.Reminder.columns]
id = { type = "bigint", primary_key = true }
invoice_id = { type = "bigint", nullable = true, references = "invoice.id" }
[model.Reminder.relationships]
invoice = { belongs_to = "Invoice", back_populates = "reminders" }
"#;

#[test]
fn a_model_of_ten_columns_and_two_relationships_makes_250_lines() {
    let files = generate(&Sources::new([("schema/invoice.toml", MODEL)])).unwrap_or_else(|failure| panic!("{failure}"));
    let invoice = files.iter().find(|file| file.name == "invoice.rs").unwrap();
    let lines = invoice.text.lines().count();
    assert!(lines <= 250, "{lines} lines:\n{}", invoice.text);
}

/// A schema of models in a chain, each with ten columns and two relationships.
fn chain(models: usize) -> Sources {
    let mut text = String::new();
    for model in 0..models {
        write!(
            text,
            "[model.M{model}]\ntable = \"m{model}\"\n[model.M{model}.columns]\n\
             id = {{ type = \"bigint\", primary_key = true }}\n"
        )
        .unwrap();
        for column in 0..8 {
            writeln!(text, "c{column} = \"string\"").unwrap();
        }
        writeln!(
            text,
            "before_id = {{ type = \"bigint\", nullable = true, references = \"m{}.id\" }}",
            model.max(1) - 1
        )
        .unwrap();
        writeln!(text, "[model.M{model}.relationships]").unwrap();
        if model > 0 {
            writeln!(text, "before = {{ belongs_to = \"M{}\", back_populates = \"after\" }}", model - 1).unwrap();
        }
        if model + 1 < models {
            writeln!(text, "after = {{ has_many = \"M{}\", back_populates = \"before\" }}", model + 1).unwrap();
        }
    }
    Sources::new([("schema/all.toml", text)])
}

fn time(models: usize) -> Duration {
    let sources = chain(models);
    let start = Instant::now();
    let files = generate(&sources).unwrap_or_else(|failure| panic!("{failure}"));
    assert_eq!(files.len(), models + 1);
    start.elapsed()
}

/// Half a second is what a release build may take; a build script is a debug build, on a machine that does more.
#[test]
fn a_hundred_models_are_made_at_once() {
    let took = (0..3).map(|_| time(100)).min().unwrap();
    println!("100 models: {took:?}");
    assert!(took < Duration::from_millis(if cfg!(debug_assertions) { 2_000 } else { 500 }), "{took:?}");
}
